package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What this host knows of one repository: an SQLite file in its state directory.
///
/// It is a cache that may be deleted at any time; the price is a backup that reads and
/// stores everything once more. A damaged one is set aside and begun anew, a newer one is
/// refused. Any thread may call; several processes may have it open, but only the holder
/// of the [StateLock] adds to it. Specified in docs/format/catalog.md.
public final class Catalog implements Closeable {

    private final CatalogFiles files;
    private final Sql sql;
    private final @Nullable SetAside setAside;
    private final PackRows packs;
    private final History history;

    private Catalog(CatalogFiles files, Sql sql, @Nullable SetAside setAside) {
        this.files = files;
        this.sql = sql;
        this.setAside = setAside;
        this.packs = new PackRows(sql);
        this.history = new History(sql);
    }

    /// Opens the catalog in `directory`, or makes both.
    ///
    /// If it is damaged, and nobody holds the directory's lock, it is set aside; see
    /// [#setAside].
    ///
    /// @throws dev.holdfast.format.FormatTooNewException if a newer Holdfast made it
    public static Catalog open(Path directory) throws IOException {
        var files = new CatalogFiles(directory);
        StateFiles.makePrivateDirectory(directory);
        try {
            return openSound(files, null);
        } catch (CorruptDataException damage) {
            try (var lock = StateLock.tryAcquire(directory)) {
                if (lock == null) throw damage;
                return replace(files, damage);
            }
        }
    }

    /// Opens the catalog in the directory that `lock` holds, or makes it. If it is damaged
    /// it is set aside; see [#setAside].
    ///
    /// @throws dev.holdfast.format.FormatTooNewException if a newer Holdfast made it
    public static Catalog open(StateLock lock) throws IOException {
        var files = new CatalogFiles(lock.directory());
        try {
            return openSound(files, null);
        } catch (CorruptDataException damage) {
            return replace(files, damage);
        }
    }

    /// Sets the catalog in the directory that `lock` holds aside, because of `cause`, and makes
    /// a new one in its place.
    public static Catalog openAnew(StateLock lock, String cause) throws IOException {
        var files = new CatalogFiles(lock.directory());
        return openSound(files, files.setAside(cause));
    }

    /// Makes a catalog in an empty directory that is worth nothing after a crash: what was
    /// read for another one is collected in it until [#takeOver].
    public static Catalog openScratch(Path directory) throws IOException {
        var scratch = openSound(new CatalogFiles(directory), null);
        scratch.sql.run("PRAGMA synchronous=OFF");
        return scratch;
    }

    private static Catalog replace(CatalogFiles files, CorruptDataException damage)
            throws IOException {
        return openSound(files, files.setAside(String.valueOf(damage.getMessage())));
    }

    private static Catalog openSound(CatalogFiles files, @Nullable SetAside setAside)
            throws IOException {
        if (files.isSuspect()) {
            throw new CorruptDataException(files.what() + ": an earlier read of it met damage");
        }
        StateFiles.makePrivateFile(files.database());
        var sql = Sql.open(files.what(), files.database());
        try {
            CatalogSchema.prepare(sql, files.what());
            sql.onDamage(files::markSuspect);
            return new Catalog(files, sql, setAside);
        } catch (Throwable failure) {
            sql.close();
            throw failure;
        }
    }

    /// Whether the catalog in `directory` has met damage since it was opened last, so that
    /// whoever opens it next sets it aside.
    public static boolean isSuspect(Path directory) {
        return new CatalogFiles(directory).isSuspect();
    }

    /// The damaged catalog that was put out of the way when this one was opened, or null.
    public @Nullable SetAside setAside() {
        return setAside;
    }

    /// Runs, snapshots and lineages of this host.
    public History history() {
        return history;
    }

    /// Hands every pack to `consumer`, oldest first.
    public void forEachPack(Consumer<KnownPack> consumer) throws IOException {
        packs.forEach(consumer);
    }

    /// The row of the pack of that name, or null if the catalog does not know it.
    public @Nullable KnownPack findPack(Sha256 name) throws IOException {
        return packs.find(name);
    }

    /// What the catalog knows of the pack in row `pack`, which it has.
    public SnapshotPack getPack(long pack) throws IOException {
        return packs.get(pack);
    }

    /// Records a pack that was read of in the repository, unless it is known. `digests` has the
    /// SHA-256 of each of its chunks; without them its chunks are not found again, but what
    /// lies in it can stay there.
    public void learnPack(SnapshotPack pack, ByteString digests) throws IOException {
        packs.learn(pack, digests, false);
    }

    /// Records a pack that was read whole and is as `facts` say, whether a snapshot names it or
    /// not: it counts as put by this host.
    public void learnPack(PackFacts facts) throws IOException {
        packs.learn(SnapshotPack.of(facts), facts.chunks().packedIds(), true);
    }

    /// Adds the digests of the chunks of a pack that was learnt of without them.
    public void learnDigests(Sha256 pack, ByteString digests) throws IOException {
        packs.learnDigests(pack, digests);
    }

    /// Takes over everything from the catalog in `scratch`, which is closed: in one transaction,
    /// so that a crash leaves this one as it was or as it will be. What only this one has
    /// stays; what both have is taken from `scratch`.
    public void takeOver(Path scratch) throws IOException {
        synchronized (sql) {
            try (var attach = sql.prepare("ATTACH ? AS scratch")) {
                attach.bind(1, Sql.uri(new CatalogFiles(scratch).database()) + "?mode=rw")
                        .update();
            }
            sql.transaction(() -> {
                for (var statement : CatalogSchema.TAKE_OVER) sql.run(statement);
            });
            sql.run("DETACH scratch");
        }
        packs.forgetCached();
    }

    /// Forgets packs that no longer exist. What is known of chunks in them goes with them.
    public void dropPacks(Collection<KnownPack> gone) throws IOException {
        packs.drop(gone);
    }

    /// Reads the whole catalog to see whether its parts fit together.
    ///
    /// @throws CorruptDataException if they do not; whoever opens it next sets it aside
    public void check() throws IOException {
        synchronized (sql) {
            sql.quickCheck();
        }
    }

    /// Opens the index over the chunks of all packs, and builds it if it is not there or
    /// not whole. Only chunks of packs that `usable` accepts are found. The caller holds
    /// the state lock and closes the index before the catalog.
    public ChunkIndex openChunkIndex(Predicate<KnownPack> usable) throws IOException {
        return ChunkIndex.open(files.index(), packs, usable);
    }

    /// Begins the database of snapshot `run` in the new file `target`.
    public SnapshotDatabaseWriter writeSnapshotDatabase(SnapshotId run, Path target)
            throws IOException {
        return SnapshotDatabaseWriter.open(files.database(), packs, run, target);
    }

    @Override
    public void close() throws IOException {
        try (sql) {
            packs.close();
        }
    }
}
