package dev.holdfast.source.files;

import dev.holdfast.format.pxar.Timestamp;
import dev.holdfast.source.FileFacts;
import dev.holdfast.sys.Stat;

/// What the kernel says of a file, in the words of a source.
final class Facts {

    private static final int NANOS_MAX = 999_999_999;

    private Facts() {}

    static FileFacts of(Stat stat) {
        return new FileFacts(
                stat.mode(),
                stat.uid(),
                stat.gid(),
                stat.size(),
                timestamp(stat.mtimeSeconds(), stat.mtimeNanos()),
                timestamp(stat.ctimeSeconds(), stat.ctimeNanos()),
                stat.device(),
                stat.inode(),
                stat.links());
    }

    /// File systems in user space may send any nanoseconds.
    static Timestamp timestamp(long seconds, int nanos) {
        return new Timestamp(seconds, Math.clamp(nanos, 0, NANOS_MAX));
    }
}
