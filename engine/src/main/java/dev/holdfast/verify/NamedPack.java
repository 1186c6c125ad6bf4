package dev.holdfast.verify;

import dev.holdfast.catalog.SnapshotPack;
import dev.holdfast.format.Sha256;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// A pack that manifests name, and all that is known and found of it. For one thread at a
/// time.
final class NamedPack implements ReadShare.Pack {

    final Sha256 name;
    final long size;

    /// Positions of the snapshots that need it.
    final BitSet snapshots = new BitSet();

    boolean listed;
    boolean chosen;

    /// In which turn this host has read it last, as deep as it can now; 0 if never.
    long turn;

    /// What the first database that was opened says of it.
    @Nullable
    SnapshotPack row;

    /// Contents in it that are to be held against their checks once it is read.
    final SmallContents contents = new SmallContents();

    /// The CRC-32C of each chunk, once it was read.
    int @Nullable [] chunkCrcs;

    /// What is wrong with it; null as long as nothing is.
    @Nullable
    Fault fault;

    /// The chunks that cannot be read; null means all, if there is a fault.
    @Nullable
    BitSet lost;

    /// For places of contents with wrong bytes, the CRC-32C they have.
    final Map<Long, Integer> wrong = new HashMap<>();

    /// Places of contents without the PAYLOAD header that belongs in front of them.
    final Set<Long> headless = new HashSet<>();

    NamedPack(Sha256 name, long size) {
        this.name = name;
        this.size = size;
    }

    @Override
    public Sha256 name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long turn() {
        return turn;
    }

    /// Whether a restore that needs these chunks fails.
    boolean hasLost(int first, int count) {
        if (fault == null) return false;
        if (lost == null) return true;
        int next = lost.nextSetBit(first);
        return next >= 0 && next < first + count;
    }
}
