package dev.holdfast.repository;

import com.github.luben.zstd.ZstdInputStream;

import dev.holdfast.catalog.SnapshotDatabase;
import dev.holdfast.catalog.SnapshotFacts;
import dev.holdfast.catalog.SnapshotPack;
import dev.holdfast.crypto.AgeReader;
import dev.holdfast.crypto.Identity;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobFacts;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.store.BlobKey;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;

/// A snapshot that can be read: its manifest, its database, and chunks on request.
///
/// Everything that comes out was verified: the database against the manifest, packs
/// against the database, chunks by the seal of their pack and their length. Any thread may
/// call.
public final class OpenSnapshot implements AutoCloseable {

    private final Repository repository;
    private final StoredManifest stored;
    private final SnapshotDatabase database;
    private final Path file;
    private final PackReader reader;
    private final PackMaps maps;
    private final boolean walked;

    private OpenSnapshot(
            Repository repository,
            StoredManifest stored,
            SnapshotDatabase database,
            Path file,
            PackReader reader,
            boolean walked) {
        this.repository = repository;
        this.stored = stored;
        this.database = database;
        this.file = file;
        this.reader = reader;
        this.maps = new PackMaps(database);
        this.walked = walked;
    }

    /// Gets and opens the database of a snapshot. `secrets` need not open contents; then
    /// [#read] of payload throws. `temporary` is a directory for the plain database.
    public static OpenSnapshot open(
            Repository repository, StoredManifest stored, RepositorySecrets secrets, Path temporary)
            throws IOException {
        var key = BlobKey.database(stored.manifest().snapshot());
        var file = Files.createTempFile(temporary, "holdfast-", ".db");
        try {
            var facts = stored.manifest().database();
            var found = fetch(repository, key, facts.size(), secrets.metadata(), file);
            if (!found.equals(facts.sha256())) {
                throw new CorruptDataException(key + ": is not what the manifest names");
            }
            var database = SnapshotDatabase.open(file);
            try {
                check(stored, database);
                return of(repository, stored, secrets, database, file, false);
            } catch (Throwable failure) {
                database.close();
                throw failure;
            }
        } catch (Throwable failure) {
            Files.deleteIfExists(file);
            throw failure;
        }
    }

    /// A snapshot whose database says all there is to say of it, for [SnapshotWalk]. Takes
    /// over `database` and `file`.
    static OpenSnapshot of(
            Repository repository,
            StoredManifest stored,
            RepositorySecrets secrets,
            SnapshotDatabase database,
            Path file,
            boolean walked) {
        var identities = new ArrayList<Identity>();
        identities.add(secrets.metadata());
        if (secrets.payload() != null) identities.add(secrets.payload());
        var reader = new PackReader(repository.store(), identities);
        return new OpenSnapshot(repository, stored, database, file, reader, walked);
    }

    public Repository repository() {
        return repository;
    }

    public StoredManifest manifest() {
        return stored;
    }

    /// Whether it was opened without its manifest, so that one that is missing says nothing.
    public boolean isWalked() {
        return walked;
    }

    public SnapshotFacts facts() {
        return database.facts();
    }

    public SnapshotDatabase database() {
        return database;
    }

    public SnapshotPack pack(int ordinal) throws IOException {
        return maps.get(ordinal).pack();
    }

    /// The chunk that covers `address`, or else the first one behind it; null if there is
    /// neither.
    public @Nullable ChunkRef findFrom(ArchiveStream stream, long address) throws IOException {
        var extents = database.extents(stream);
        int extent = extents.findFrom(address);
        if (extent == extents.count()) return null;
        long start = extents.address(extent);
        var map = maps.get(extents.pack(extent));
        long skipped = Math.max(0, address - start);
        long position = extents.packOffset(extent) + skipped;
        int chunk = map.chunkAt(position);
        long chunkAddress = start + map.start(chunk) - extents.packOffset(extent);
        return new ChunkRef(
                chunkAddress, map.pack().lengths().length(chunk), extents.pack(extent), chunk);
    }

    /// The chunk that covers `address`.
    ///
    /// @throws CorruptDataException if no chunk does: a live address without one is damage
    public ChunkRef get(ArchiveStream stream, long address) throws IOException {
        var found = findFrom(stream, address);
        if (found == null || found.address() > address) {
            throw new CorruptDataException(
                    "snapshot %s: nothing is stored for address %d of its %s stream"
                            .formatted(stored.manifest().snapshot().shortText(), address, stream));
        }
        return found;
    }

    /// Reads one chunk.
    public byte[] read(ChunkRef chunk) throws IOException {
        return reader.read(pack(chunk.pack()), chunk.chunk());
    }

    /// Reads neighbouring chunks of one pack with one request and gives each to `visitor`.
    public void read(int pack, int firstChunk, int count, ChunkVisitor visitor)
            throws IOException, InterruptedException {
        reader.read(pack(pack), firstChunk, count, visitor);
    }

    /// Asks with one request for the chunks of a pack from `firstChunk` up to `endChunk`.
    public PackStream stream(int pack, int firstChunk, int endChunk) throws IOException {
        return reader.stream(pack(pack), firstChunk, endChunk);
    }

    /// Opens chunks that a stream has brought and gives each to `visitor`.
    public void open(SealedChunks sealed, ChunkVisitor visitor)
            throws IOException, InterruptedException {
        reader.open(sealed, visitor);
    }

    /// Whether a pack is so small that all of it comes with the first chunk, and is kept.
    public boolean isKeptWhole(int pack) throws IOException {
        return PackReader.isKept(pack(pack));
    }

    /// Takes the chunks of a pack as they come.
    @FunctionalInterface
    public interface ChunkVisitor {

        void visit(int chunk, byte[] bytes) throws IOException, InterruptedException;
    }

    @Override
    public void close() throws IOException {
        try (database;
                reader) {
            Files.deleteIfExists(file);
        }
    }

    /// Gets a database of `size` stored bytes into `file` and returns their SHA-256.
    static Sha256 fetch(Repository repository, BlobKey key, long size, Identity metadata, Path file)
            throws IOException {
        var digest = Sha256.digest();
        long limit = SnapshotDatabase.sizeMax(size);
        try (var bytes = new DigestInputStream(
                        new BufferedInputStream(repository.store().open(key)), digest);
                var age = AgeReader.open(key.path(), bytes, List.of(metadata));
                var plain = new ZstdInputStream(age);
                var out = Files.newOutputStream(file)) {
            copy(key.path(), plain, out, limit);
            if (age.read() >= 0)
                throw new CorruptDataException(key + ": something follows its end");
        }
        return Sha256.of(digest.digest());
    }

    private static void copy(String what, InputStream in, java.io.OutputStream out, long limit)
            throws IOException {
        var buffer = new byte[1 << 16];
        long copied = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            copied += read;
            if (copied > limit) {
                throw new CorruptDataException(what + ": becomes more than " + limit + " bytes");
            }
            out.write(buffer, 0, read);
        }
    }

    /// Holds the database against the signed manifest: same snapshot, same packs.
    private static void check(StoredManifest stored, SnapshotDatabase database) throws IOException {
        var manifest = stored.manifest();
        var facts = database.facts();
        var what = "database of snapshot " + manifest.snapshot().shortText();
        if (!facts.id().equals(manifest.snapshot())
                || !facts.repository().equals(manifest.repository())
                || !facts.lineage().equals(manifest.lineage())) {
            throw new CorruptDataException(what + ": belongs to another snapshot");
        }
        var named = new java.util.HashSet<>(manifest.blobs());
        for (int i = 0; i < database.packCount(); i++) {
            if (!named.remove(new BlobFacts(database.packName(i), database.packSize(i)))) {
                throw new CorruptDataException(what + ": needs pack " + database.packName(i)
                        + ", which the manifest does not name");
            }
        }
    }
}
