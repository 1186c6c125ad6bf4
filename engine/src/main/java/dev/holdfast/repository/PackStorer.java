package dev.holdfast.repository;

import dev.holdfast.catalog.ChunkIndex;
import dev.holdfast.catalog.PackFacts;
import dev.holdfast.catalog.Upload;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/// The last step of a pack: read back, put, and only then written down as stored.
final class PackStorer {

    private final BlobStore store;
    private final ChunkIndex index;
    private final SnapshotId run;
    private final boolean paranoid;
    private final InstantSource clock;
    private final SecureRandom random;

    PackStorer(
            BlobStore store,
            ChunkIndex index,
            SnapshotId run,
            boolean paranoid,
            InstantSource clock,
            SecureRandom random) {
        this.store = store;
        this.index = index;
        this.run = run;
        this.paranoid = paranoid;
        this.clock = clock;
        this.random = random;
    }

    /// A stored pack.
    ///
    /// @param row where the catalog has it
    record Stored(long row, PackFacts facts) {}

    Stored store(BuiltPack pack) throws IOException {
        var facts = pack.facts();
        try (var decoder = new FrameDecoder()) {
            pack.readBack(decoder, paranoid ? -1 : random.nextInt(facts.chunks().count()));
        }
        var started = clock.instant();
        store.putIfAbsent(BlobKey.pack(facts.name()), pack.body());
        var time = Duration.between(started, clock.instant());
        var upload = new Upload(started, time.isNegative() ? Duration.ZERO : time, 1);
        return new Stored(index.addPack(run, facts, upload), facts);
    }
}
