package dev.holdfast.stats;

import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

/// Who needs a pack, and who each of its chunks. Groups are counted one after the other.
///
/// Memory: some 100 bytes, and 8 a chunk once chunks are counted.
final class PackUse {

    /// The owner of what several groups need.
    private static final Account SEVERAL = new Account();

    private final long size;
    private @Nullable Account owner;
    private @Nullable Account last;
    private @Nullable Account @Nullable [] chunkOwners;
    private @Nullable Account @Nullable [] chunkLast;

    PackUse(long size) {
        this.size = size;
    }

    /// Counts the pack for a group, once.
    void take(Account group, Account all) {
        if (last == group) return;
        last = group;
        group.addStored(size, owner == null);
        if (owner == null) {
            owner = group;
            all.addStored(size, true);
        } else if (owner != SEVERAL) {
            owner.shareStored(size);
            owner = SEVERAL;
        }
    }

    /// Counts one of its `count` chunks, of `length` stored bytes, for a group, once.
    ///
    /// @throws CorruptDataException if another snapshot says that it has more or fewer chunks
    void takeChunk(int chunk, int count, int length, Account group, Account all)
            throws CorruptDataException {
        if (chunkOwners == null || chunkLast == null) {
            chunkOwners = new Account[count];
            chunkLast = new Account[count];
        }
        if (chunkOwners.length != count) {
            throw new CorruptDataException("snapshots say of one pack that it has %d and %d chunks"
                    .formatted(chunkOwners.length, count));
        }
        if (chunkLast[chunk] == group) return;
        chunkLast[chunk] = group;
        var before = chunkOwners[chunk];
        group.addChunk(length, before == null);
        if (before == null) {
            chunkOwners[chunk] = group;
            all.addChunk(length, true);
        } else if (before != SEVERAL) {
            before.shareChunk(length);
            chunkOwners[chunk] = SEVERAL;
        }
    }
}
