package dev.holdfast.repair;

import com.github.luben.zstd.ZstdIOException;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.CatalogSurvey;
import dev.holdfast.catalog.StateFiles;
import dev.holdfast.catalog.StateLock;
import dev.holdfast.crypto.Identity;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Sha256;
import dev.holdfast.repair.RepairReport.Unindexed;
import dev.holdfast.repository.PackScan;
import dev.holdfast.repository.PackSizes;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.Trash;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.verify.VerifyRequest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Takes packs into this host's catalog that were read whole: those that no snapshot names, and
/// those of snapshots that this host does not know. Any of them can be relied on then, because
/// its bytes have its name and its chunks their digests, whoever put it.
///
/// A pack takes as much room among the temporary files as it has in the store, for each
/// worker one.
final class Reindex {

    private final Repository repository;
    private final RepositorySecrets secrets;
    private final VerifyRequest request;
    private final List<Unindexed> left = new ArrayList<>();
    private long packs;

    Reindex(Repository repository, RepositorySecrets secrets, VerifyRequest request) {
        this.repository = repository;
        this.secrets = secrets;
        this.request = request;
    }

    /// What was done.
    record Done(long packs, List<Unindexed> left) {}

    /// The packs that would be read.
    List<Sha256> list() throws IOException {
        var named = new HashSet<Sha256>();
        for (var stored : repository.readableSnapshots((_, _) -> {})) {
            for (var blob : stored.manifest().blobs()) named.add(blob.sha256());
        }
        var unreliable = Trash.unreliable(repository.store());
        var wanted = new HashSet<>(PackSizes.list(repository.store()).keySet());
        wanted.removeAll(unreliable);
        wanted.removeAll(known(named));
        return wanted.stream().sorted().toList();
    }

    /// Packs that the catalog knows and a backup relies on already.
    private Set<Sha256> known(Set<Sha256> named) throws IOException {
        var known = new HashSet<Sha256>();
        var survey = CatalogSurvey.of(repository.stateDirectory());
        if (!survey.exists() || survey.flaw() != null) return known;
        try (var catalog = Catalog.open(repository.stateDirectory())) {
            catalog.forEachPack(pack -> {
                if (pack.journalled() || named.contains(pack.name())) known.add(pack.name());
            });
        }
        return known;
    }

    /// Reads them. `read` is told of the bytes. No backup of this host runs meanwhile.
    Done execute(AtomicLong read) throws IOException, InterruptedException {
        try (var lock = StateLock.acquire(repository.stateDirectory())) {
            var names = list();
            if (names.isEmpty()) return new Done(0, List.of());
            var scratch = Files.createTempDirectory(request.temporary(), "holdfast-catalog-");
            try {
                try (var catalog = Catalog.openScratch(scratch)) {
                    readAll(names, catalog, scratch, read);
                }
                var flaw = CatalogSurvey.of(repository.stateDirectory()).flaw();
                try (var catalog =
                        flaw == null ? Catalog.open(lock) : Catalog.openAnew(lock, flaw)) {
                    catalog.takeOver(scratch);
                }
            } finally {
                StateFiles.remove(scratch);
            }
            return new Done(packs, left);
        }
    }

    private void readAll(List<Sha256> names, Catalog catalog, Path directory, AtomicLong read)
            throws IOException, InterruptedException {
        var identities = new ArrayList<Identity>(List.of(secrets.metadata()));
        var payload = secrets.payload();
        if (payload != null) identities.add(payload);
        var scan = new PackScan(repository.store(), identities);
        var next = new AtomicInteger();
        Scope.computing(Math.max(1, request.workers()), () -> {
            for (int i = next.getAndIncrement(); i < names.size(); i = next.getAndIncrement()) {
                if (Thread.interrupted()) throw new InterruptedException("repair");
                var name = names.get(i);
                var why = read(name, scan, catalog, directory, read);
                synchronized (this) {
                    if (why == null) {
                        packs++;
                    } else {
                        left.add(new Unindexed(name, why));
                    }
                }
            }
        });
    }

    /// Reads one pack; null if it was taken, else why it was not.
    private @Nullable String read(
            Sha256 name, PackScan scan, Catalog catalog, Path directory, AtomicLong read)
            throws IOException {
        var file = Files.createTempFile(directory, "pack-", "");
        try {
            fetch(name, file);
            read.addAndGet(Files.size(file));
            catalog.learnPack(scan.facts(name, file));
            return null;
        } catch (IOException e) {
            return damage(e);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void fetch(Sha256 name, Path file) throws IOException {
        var digest = Sha256.digest();
        try (var in = new DigestInputStream(repository.store().open(BlobKey.pack(name)), digest);
                var out = Files.newOutputStream(file)) {
            in.transferTo(out);
        }
        if (!Sha256.of(digest.digest()).equals(name)) {
            throw new CorruptDataException(
                    "its %d bytes do not have the SHA-256 in its name".formatted(Files.size(file)));
        }
    }

    private static String damage(IOException failure) throws IOException {
        return switch (failure) {
            case CorruptDataException e -> String.valueOf(e.getMessage());
            case FormatTooNewException e -> String.valueOf(e.getMessage());
            case BlobMissingException e -> String.valueOf(e.getMessage());
            case WrongKeyException _ -> "the key that was given does not open it";
            case ZstdIOException _ -> "what is compressed in it cannot be decoded";
            default -> throw failure;
        };
    }
}
