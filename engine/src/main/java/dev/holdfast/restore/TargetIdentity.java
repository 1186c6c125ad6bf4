package dev.holdfast.restore;

import dev.holdfast.sys.Stat;

/// Which file it was that was made or entered: nothing else may take its place unnoticed.
record TargetIdentity(long device, long inode) {

    static TargetIdentity of(Stat stat) {
        return new TargetIdentity(stat.device(), stat.inode());
    }
}
