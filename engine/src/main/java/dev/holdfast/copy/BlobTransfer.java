package dev.holdfast.copy;

import dev.holdfast.flow.Channel;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobFacts;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.Put;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Carries blobs whose size and SHA-256 are known. Nothing is put that does not have them.
final class BlobTransfer {

    /// Packs under way at once.
    private static final int CONNECTIONS = 4;

    /// What is larger goes through a file. With [#CONNECTIONS] this bounds the memory.
    private static final long MEMORY_MAX = 20 << 20;

    private final BlobStore source;
    private final BlobStore target;
    private final Path temporary;
    private final CopyProgress progress;
    private final AtomicLong packs = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    BlobTransfer(BlobStore source, BlobStore target, Path temporary, CopyProgress progress) {
        this.source = source;
        this.target = target;
        this.temporary = temporary;
        this.progress = progress;
    }

    /// How many packs were carried so far.
    long packs() {
        return packs.get();
    }

    /// Bytes of all blobs that were carried so far.
    long bytes() {
        return bytes.get();
    }

    /// Carries packs, several at once. The first failure ends all.
    void packs(List<BlobFacts> wanted) throws IOException, InterruptedException {
        try (var scope = Scope.open("copy")) {
            var channel = Channel.<BlobFacts>in(scope, 1);
            for (int i = 0; i < CONNECTIONS; i++) {
                scope.fork("carry " + i, () -> channel.drain(this::pack));
            }
            for (var pack : wanted) channel.put(pack);
            channel.end();
            scope.join();
        }
    }

    private void pack(BlobFacts pack) throws IOException {
        var _ = carry(BlobKey.pack(pack.sha256()), pack);
        packs.incrementAndGet();
    }

    /// Carries a database. Its name says nothing of its bytes, so one that is there already
    /// is read and compared.
    void database(BlobKey key, BlobFacts facts) throws IOException {
        if (carry(key, facts) == Put.STORED) return;
        try (var in = target.open(key, 0, facts.size())) {
            require(key, facts, sha256(in), target);
        }
    }

    private Put carry(BlobKey key, BlobFacts facts) throws IOException {
        var put = facts.size() <= MEMORY_MAX ? throughMemory(key, facts) : throughFile(key, facts);
        bytes.addAndGet(facts.size());
        progress.sent(facts.size());
        return put;
    }

    private Put throughMemory(BlobKey key, BlobFacts facts) throws IOException {
        var content = source.get(key, Math.toIntExact(facts.size()));
        require(key, facts, Sha256.hash(content), source);
        return target.putIfAbsent(key, BlobBody.of(content));
    }

    private Put throughFile(BlobKey key, BlobFacts facts) throws IOException {
        var file = Files.createTempFile(temporary, "holdfast-", ".blob");
        try {
            try (var in = source.open(key, 0, facts.size());
                    var out = Files.newOutputStream(file)) {
                in.transferTo(out);
            }
            try (var in = Files.newInputStream(file)) {
                require(key, facts, sha256(in), source);
            }
            return target.putIfAbsent(key, new FileBody(file, facts.size()));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Sha256 sha256(InputStream in) throws IOException {
        var digest = Sha256.digest();
        try (var digested = new DigestInputStream(in, digest)) {
            digested.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.of(digest.digest());
    }

    private static void require(BlobKey key, BlobFacts facts, Sha256 sha256, BlobStore where)
            throws CorruptDataException {
        if (!sha256.equals(facts.sha256())) {
            throw new CorruptDataException("%s in %s: its SHA-256 is %s, the manifest says %s"
                    .formatted(key, where, sha256, facts.sha256()));
        }
    }

    private record FileBody(Path file, long size) implements BlobBody {

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }
}
