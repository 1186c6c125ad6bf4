package dev.holdfast.repository;

import com.github.luben.zstd.ZstdOutputStream;

import dev.holdfast.catalog.SnapshotDatabase;
import dev.holdfast.crypto.AgeWriter;
import dev.holdfast.crypto.Recipient;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobFacts;
import dev.holdfast.store.BlobBody;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.SecureRandom;
import java.util.List;

/// A snapshot's database as it is stored: zstd, then age for the metadata recipient. Kept in
/// a file beside the plain one until it is put.
final class SealedDatabase implements AutoCloseable {

    /// The database is written once and kept for long, and mostly numbers.
    private static final int LEVEL = 6;

    private final Path file;
    private final BlobFacts facts;

    private SealedDatabase(Path file, BlobFacts facts) {
        this.file = file;
        this.facts = facts;
    }

    static SealedDatabase seal(Path plain, Recipient metadata, SecureRandom random)
            throws IOException {
        var file = plain.resolveSibling(plain.getFileName() + ".zst.age");
        var digest = Sha256.digest();
        try (var out = new DigestOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(file)), digest);
                var age = AgeWriter.open(List.of(metadata), random)) {
            out.write(age.header());
            compress(plain, new ToAge(age, out));
            age.finish(out);
        } catch (Throwable failure) {
            Files.deleteIfExists(file);
            throw failure;
        }
        var sealed = new SealedDatabase(
                file, new BlobFacts(Sha256.of(digest.digest()), Files.size(file)));
        sealed.requireReadable(Files.size(plain));
        return sealed;
    }

    /// No snapshot is made that nobody would open.
    private void requireReadable(long plainSize) throws IOException {
        if (plainSize <= SnapshotDatabase.sizeMax(facts.size())) return;
        close();
        throw new IOException(
                "the snapshot's database has %,d bytes, and as it is stored %,d, which every reader refuses"
                        .formatted(plainSize, facts.size()));
    }

    BlobFacts facts() {
        return facts;
    }

    BlobBody body() {
        return new BlobBody() {
            @Override
            public long size() {
                return facts.size();
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }

    private static void compress(Path plain, OutputStream target) throws IOException {
        try (var zstd = new ZstdOutputStream(target, LEVEL)) {
            zstd.setChecksum(true);
            Files.copy(plain, zstd);
        }
    }

    /// Hands plaintext to an age file in the making.
    private static final class ToAge extends OutputStream {

        private final AgeWriter age;
        private final OutputStream stored;

        ToAge(AgeWriter age, OutputStream stored) {
            this.age = age;
            this.stored = stored;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            age.update(bytes, offset, length, stored);
        }
    }
}
