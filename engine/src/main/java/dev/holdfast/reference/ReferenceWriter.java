package dev.holdfast.reference;

import dev.holdfast.catalog.EntryCounts;
import dev.holdfast.catalog.StateFiles;
import dev.holdfast.catalog.StreamFacts;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;

import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;

/// A reference in the making, beside a backup that makes its snapshot.
///
/// Nothing here may fail a backup: the first thing that goes wrong ends the writing and is
/// told by [#failure]. What was not committed is gone after [#close]. For one thread.
public final class ReferenceWriter implements AutoCloseable {

    private final Path lineage;
    private final Path directory;
    private final SnapshotId snapshot;
    private final ByteWriter row = new ByteWriter(Hint.BYTES);
    private @Nullable Target metadata;
    private @Nullable Target checks;
    private @Nullable Target hints;
    private @Nullable IOException failure;
    private boolean committed;

    private ReferenceWriter(Path lineage, SnapshotId snapshot) {
        this.lineage = lineage;
        this.directory = lineage.resolve(snapshot.toString());
        this.snapshot = snapshot;
    }

    static ReferenceWriter open(Path lineage, SnapshotId snapshot) {
        var writer = new ReferenceWriter(lineage, snapshot);
        writer.attempt(() -> {
            StateFiles.makePrivateDirectory(lineage);
            for (var place : References.children(lineage)) {
                if (!Files.exists(place.resolve(Reference.FACTS))) StateFiles.remove(place);
            }
            StateFiles.makePrivateDirectory(writer.directory);
            writer.metadata = Target.open(writer.directory.resolve(Reference.METADATA));
            writer.checks = Target.open(writer.directory.resolve(Reference.CHECKS));
            writer.hints = Target.open(writer.directory.resolve(Reference.HINTS));
        });
        return writer;
    }

    public void metadata(byte[] bytes, int offset, int length) {
        attempt(() -> need(metadata).write(bytes, offset, length));
    }

    public void checks(byte[] bytes, int offset, int length) {
        attempt(() -> need(checks).write(bytes, offset, length));
    }

    public void hint(Hint hint) {
        attempt(() -> {
            row.clear();
            hint.write(row);
            need(hints).write(row.buffer(), 0, row.size());
        });
    }

    /// Says where the payload lies. What it throws is a failure of the reference.
    public interface PlacesSupplier {
        PayloadPlaces get() throws IOException;
    }

    /// Completes the reference and lets it take the place of the one before. The snapshot
    /// is committed.
    public void commit(
            int encoderVersion,
            Instant scanStart,
            long logEnd,
            long round,
            EntryCounts entries,
            PlacesSupplier places) {
        attempt(() -> {
            var target = Target.open(directory.resolve(Reference.PLACES));
            try (target) {
                places.get().write(target);
            }
            var facts = new ReferenceFacts(
                    snapshot,
                    encoderVersion,
                    scanStart,
                    logEnd,
                    round,
                    entries,
                    need(metadata).finish(),
                    need(checks).finish(),
                    need(hints).finish(),
                    target.finish());
            writeFacts(facts);
            committed = true;
            for (var place : References.children(lineage)) {
                if (!place.equals(directory)) StateFiles.remove(place);
            }
        });
    }

    /// Why there is no reference, null if nothing went wrong.
    public @Nullable IOException failure() {
        return failure;
    }

    @Override
    public void close() {
        attempt(() -> {
            if (metadata != null) metadata.close();
            if (checks != null) checks.close();
            if (hints != null) hints.close();
        });
        if (committed) return;
        try {
            StateFiles.remove(directory);
        } catch (IOException e) {
            // Without its facts it counts as nothing, and the next run removes it.
        }
    }

    private void writeFacts(ReferenceFacts facts) throws IOException {
        var bytes = facts.toByteArray();
        var all = new ByteWriter(bytes.length + Sha256.BYTES)
                .bytes(bytes)
                .sha256(Sha256.hash(bytes))
                .toByteArray();
        var next = directory.resolve(Reference.FACTS + ".new");
        Files.write(next, all);
        Files.move(next, directory.resolve(Reference.FACTS), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Target need(@Nullable Target target) {
        if (target == null) throw new IllegalStateException("the reference was never begun");
        return target;
    }

    /// A step that may meet a full disk.
    private interface Attempt {
        void run() throws IOException;
    }

    private void attempt(Attempt step) {
        if (failure != null) return;
        try {
            step.run();
        } catch (IOException e) {
            failure = e;
        }
    }

    /// A file whose length and digest are taken while it is written.
    private static final class Target extends OutputStream {

        private static final int BUFFER = 64 << 10;

        private final OutputStream file;
        private final MessageDigest digest = Sha256.digest();
        private long length;

        private Target(OutputStream file) {
            this.file = new BufferedOutputStream(new DigestOutputStream(file, digest), BUFFER);
        }

        static Target open(Path path) throws IOException {
            return new Target(Files.newOutputStream(path));
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            file.write(bytes, offset, count);
            length += count;
        }

        StreamFacts finish() throws IOException {
            close();
            return new StreamFacts(length, Sha256.of(digest.digest()));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
