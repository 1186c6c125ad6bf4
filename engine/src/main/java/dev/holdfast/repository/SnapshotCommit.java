package dev.holdfast.repository;

import dev.holdfast.catalog.CatalogSnapshot;
import dev.holdfast.catalog.SnapshotDatabase;
import dev.holdfast.catalog.SnapshotFacts;
import dev.holdfast.catalog.StateFiles;
import dev.holdfast.catalog.Traffic;
import dev.holdfast.crypto.VerifyingKey;
import dev.holdfast.flow.Scope;
import dev.holdfast.flow.Task;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobFacts;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.Manifest;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobExistsException;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.Put;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Steps 6 to 9 of the protocol: database, manifest, proof, catalog.
final class SnapshotCommit {

    private static final DateTimeFormatter NAME_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /// How the plain database begins that is in the making, and the sealed one beside it.
    private static final String PLAIN = "snapshot-";

    private final BackupRun run;
    private final Repository repository;
    private final RunPacks packs;
    private final InstantSource clock;
    private final SecureRandom random;
    private volatile @Nullable Map<Sha256, Long> listed;

    SnapshotCommit(BackupRun run, RunPacks packs, InstantSource clock, SecureRandom random) {
        this.run = run;
        this.repository = run.repository();
        this.packs = packs;
        this.clock = clock;
        this.random = random;
    }

    /// Removes what commits that never ended have left in `stateDirectory`, plain names among
    /// it. The caller holds the host's lock.
    static void removeLeftovers(Path stateDirectory) throws IOException {
        for (var file : StateFiles.list(stateDirectory)) {
            if (file.getFileName().toString().startsWith(PLAIN)) Files.deleteIfExists(file);
        }
    }

    StoredManifest commit(SnapshotDraft draft) throws IOException {
        var facts = facts(draft);
        var plain = repository.stateDirectory().resolve(PLAIN + run.snapshot() + ".db");
        BlobFacts database;
        List<BlobFacts> blobs;
        try (var written = write(draft, facts, plain)) {
            blobs = blobs(written);
            database = putDatabase(plain, blobs);
        } finally {
            Files.deleteIfExists(plain);
        }
        StoredManifest manifest;
        byte[] stored;
        try (var key = repository.signingKey(random)) {
            var unsigned = manifest(facts, draft.origin(), database, blobs, key.verifyingKey());
            var signature = key.sign(Manifests.DOMAIN, unsigned.signedBytes());
            var signed = unsigned.withSignature(HexFormat.of().formatHex(signature));
            stored = ZstdText.compress(signed.toByteArray());
            manifest = new StoredManifest(signed, Sha256.hash(stored), stored.length, true);
        }
        putManifest(facts, manifest, stored);
        return manifest;
    }

    /// The commit point. What the store answers decides; when it is not sure, what lies
    /// there does.
    private void putManifest(SnapshotFacts facts, StoredManifest manifest, byte[] stored)
            throws IOException {
        var history = run.catalog().history();
        history.prepare(new CatalogSnapshot(
                facts.id(),
                facts.lineage(),
                facts.name(),
                facts.source(),
                facts.startedAt(),
                facts.finishedAt(),
                manifest.sha256(),
                facts.entries(),
                facts.traffic()));
        run.sendsManifest();
        var key = BlobKey.manifest(run.snapshot());
        try {
            if (repository.store().putIfAbsent(key, BlobBody.of(stored)) == Put.EXISTED) {
                requireOwn(key, stored);
            }
        } catch (BlobExistsException e) {
            requireOwn(key, stored);
        }
        if (run.isThorough() || !Boolean.TRUE.equals(repository.findExclusive())) {
            requireNotFenced(key, stored);
        }
        history.commit(run.snapshot(), manifest.sha256());
        new ManifestCopies(repository.stateDirectory()).keep(run.snapshot(), stored);
        if (listed != null) run.forgetMissing(listed);
        run.end();
    }

    /// A fence deletes the marker after its tombstone is there. So with the marker still in
    /// place nobody has fenced this run before its manifest was. Where a tombstone cannot be
    /// replaced, the manifest's own put has said so.
    private void requireNotFenced(BlobKey key, byte[] stored) throws IOException {
        if (repository.store().findSize(BlobKey.writer(run.writer())) == null) {
            requireOwn(key, stored);
        }
    }

    private void requireOwn(BlobKey key, byte[] stored) throws IOException {
        byte[] there;
        try {
            there = repository.store().get(key, Math.max(stored.length, 1 << 20));
        } catch (BlobMissingException e) {
            throw new WriterFencedException("the snapshot " + run.snapshot().shortText()
                    + " was forgotten by somebody in the moment it was made");
        }
        if (!Arrays.equals(there, stored)) {
            run.end();
            throw new WriterFencedException(
                    "this backup was given up by somebody else and shut out:" + " its snapshot "
                            + run.snapshot().shortText() + " was not made");
        }
    }

    private SnapshotFacts facts(SnapshotDraft draft) throws IOException {
        var origin = draft.origin();
        var traffic = run.traffic();
        return new SnapshotFacts(
                run.snapshot(),
                repository.id(),
                origin == null ? run.lineage(draft.source()) : origin.lineage(),
                name(draft),
                draft.source(),
                draft.startedAt(),
                origin == null ? clock.instant() : origin.finishedAt(),
                draft.version(),
                draft.encoderVersion(),
                draft.changeDetection(),
                draft.reference(),
                draft.options(),
                draft.metadata(),
                draft.logEnd(),
                draft.liveBytes(),
                draft.checks(),
                draft.entries(),
                new Traffic(draft.readBytes(), traffic.freshBytes(), traffic.storedBytes()));
    }

    /// The name that was given, or `<host>-<YYYYMMDD>-<HHMMSS>Z`; with a number behind it if
    /// this host has a snapshot of that name already.
    private String name(SnapshotDraft draft) throws IOException {
        var origin = draft.origin();
        var given = origin == null ? run.options().name() : origin.name();
        var name = given != null
                ? given
                : draft.source().host() + "-" + NAME_TIME.format(draft.startedAt());
        var taken = run.catalog().history().snapshots().stream()
                .map(CatalogSnapshot::name)
                .toList();
        if (!taken.contains(name)) return name;
        int number = 2;
        while (taken.contains(name + "-" + number)) number++;
        return name + "-" + number;
    }

    private SnapshotDatabase write(SnapshotDraft draft, SnapshotFacts facts, Path plain)
            throws IOException {
        try (var writer = run.catalog().writeSnapshotDatabase(run.snapshot(), plain)) {
            for (var stream : ArchiveStream.values()) {
                var extents = run.extents(stream);
                for (int i = 0; i < extents.count(); i++) {
                    long length = writer.addExtent(
                            stream,
                            extents.address(i),
                            packs.row(extents.pack(i)),
                            extents.firstChunk(i),
                            extents.chunkCount(i));
                    if (length != extents.length(i)) {
                        throw new IllegalStateException("extent of %d bytes at %d became %d"
                                .formatted(extents.length(i), extents.address(i), length));
                    }
                }
            }
            for (var notice : draft.notices()) writer.addNotice(notice);
            for (var tag : draft.tags().entrySet()) writer.addTag(tag.getKey(), tag.getValue());
            return writer.finish(facts);
        }
    }

    private static List<BlobFacts> blobs(SnapshotDatabase database) {
        var blobs = new ArrayList<BlobFacts>();
        for (int i = 0; i < database.packCount(); i++) {
            blobs.add(new BlobFacts(database.packName(i), database.packSize(i)));
        }
        blobs.sort(Comparator.comparing(BlobFacts::sha256));
        return blobs;
    }

    /// Puts the database, and meanwhile, if it may have several connections, looks whether
    /// everything else is there: both come before the manifest, and in no order.
    private BlobFacts putDatabase(Path plain, List<BlobFacts> blobs) throws IOException {
        try (var sealed = SealedDatabase.seal(plain, repository.publicKeys().metadata(), random);
                var scope = Scope.open("commit")) {
            boolean beside = run.options().connections() > 1;
            var looks = looks(blobs);
            if (beside) looks.forEach(look -> scope.forkWaiting("look", look));
            repository.store().putIfAbsent(BlobKey.database(run.snapshot()), sealed.body());
            scope.join();
            if (!beside) for (var look : looks) look.run();
            return sealed.facts();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a snapshot was made");
        }
    }

    /// What this commit has to look at, if anything.
    private List<Task> looks(List<BlobFacts> blobs) throws IOException {
        var looks = new ArrayList<Task>();
        if (run.isThorough() || !packs.storedNone()) {
            looks.add(() -> requireReusedPacks(blobs));
            looks.add(this::requireRepository);
        }
        if (run.isThorough() || repository.findExclusive() == null) {
            looks.add(repository::learnExclusive);
        }
        return looks;
    }

    private void requireRepository() throws IOException {
        if (!repository.isConfirmed()) repository.confirm();
    }

    /// Every pack that this run did not put itself must still be there
    /// (docs/format/protocols.md, "Backup", step 6). A listing costs a request for a thousand
    /// packs of the repository, so few are asked for one by one.
    private void requireReusedPacks(List<BlobFacts> blobs) throws IOException {
        var reused = blobs.stream()
                .filter(blob -> !packs.wasStoredHere(blob.sha256()))
                .toList();
        int pages = 1 + run.storePackCount() / BlobStore.PAGE_LIMIT;
        var sizes = reused.size() > pages ? PackSizes.list(repository.store()) : null;
        for (var blob : reused) {
            var size = sizes != null
                    ? sizes.get(blob.sha256())
                    : repository.store().findSize(BlobKey.pack(blob.sha256()));
            if (size == null || size != blob.size()) throw missing(blob.sha256());
        }
        if (run.options().packLook() == PackLook.LAST) listed = sizes;
    }

    private IOException missing(Sha256 pack) {
        return run.options().packLook() == PackLook.LAST
                ? new LostPackException(pack)
                : new BlobMissingException(
                        BlobKey.pack(pack),
                        "the repository although this backup relied on it: run it again");
    }

    private Manifest manifest(
            SnapshotFacts facts,
            @Nullable SnapshotOrigin origin,
            BlobFacts database,
            List<BlobFacts> blobs,
            VerifyingKey writer) {
        return new Manifest(
                repository.id(),
                run.snapshot(),
                facts.lineage(),
                facts.finishedAt(),
                facts.entries().bytes(),
                facts.entries().files(),
                database,
                blobs,
                previous(facts.lineage(), origin),
                writer.toString(),
                "");
    }

    /// The last snapshot of the lineage. Copies may come in any order: of one it is the last
    /// that its original can have seen.
    private Manifest.@Nullable Previous previous(
            LineageId lineage, @Nullable SnapshotOrigin origin) {
        if (origin != null && origin.previous() != null) return origin.previous();
        StoredManifest last = null;
        for (var stored : run.manifests()) {
            var manifest = stored.manifest();
            boolean later = origin != null && manifest.createdAt().isAfter(origin.finishedAt());
            if (manifest.lineage().equals(lineage) && !later) last = stored;
        }
        return last == null
                ? null
                : new Manifest.Previous(last.manifest().snapshot(), last.sha256());
    }
}
