package dev.holdfast.backup;

import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.Sha256;
import dev.holdfast.source.FileFacts;

/// Which unchanged files are read again this time: a share of all, another one with every
/// backup, so that each had its turn after 1 / share of them. Who does not know the key
/// cannot tell when.
final class Reread {

    static final Reread NONE = new Reread(new byte[0], 0, 0);

    private final byte[] key;
    private final int groups;
    private final int turn;

    private Reread(byte[] key, int groups, int turn) {
        this.key = key;
        this.groups = groups;
        this.turn = turn;
    }

    static Reread of(double share, byte[] key, long round) {
        if (share <= 0) return NONE;
        int groups = (int) Math.max(1, Math.round(1 / share));
        return new Reread(key.clone(), groups, (int) Math.floorMod(round, (long) groups));
    }

    boolean takes(FileFacts file) {
        if (groups == 0) return false;
        var keyed =
                new ByteWriter(key.length + 16).bytes(key).u64(file.device()).u64(file.inode());
        long hash = Sha256.hash(keyed.buffer(), 0, keyed.size()).a();
        return Math.floorMod(hash, groups) == turn;
    }
}
