package dev.holdfast.verify;

import dev.holdfast.crypto.Identity;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.BlobFacts;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.PackScan;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.verify.Finding.BadBlob;
import dev.holdfast.verify.Finding.BadSnapshot;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Finds out whether a repository is as it was written. docs/manual/commands/verify.md says
/// what that means with and without keys.
///
/// Memory: some 100 bytes a pack without keys, 1.5 KiB with them, and with the owner's key,
/// for packs that are read back, 18 bytes for each distinct content in them.
public final class VerifyJob {

    private final Repository repository;
    private final @Nullable RepositorySecrets secrets;
    private final VerifyRequest request;
    private final Findings findings;
    private final VerifyProgress progress;
    private final Set<LargeContent> large = new HashSet<>();
    private final Set<LargeContent> wrongLarge = new HashSet<>();
    private final BitSet opened = new BitSet();
    private Recollection recollection = new Recollection(null);
    private @Nullable Set<SnapshotId> only;

    /// `secrets` may be those of an owner, of a browser, or none. `consumer` is called by one
    /// thread at a time.
    public VerifyJob(
            Repository repository,
            @Nullable RepositorySecrets secrets,
            VerifyRequest request,
            Consumer<? super Finding> consumer,
            VerifyProgress progress) {
        this.repository = repository;
        this.secrets = secrets;
        this.request = request;
        this.findings = new Findings(consumer);
        this.progress = progress;
    }

    /// Looks at these snapshots and what they need, and at no others.
    public VerifyJob only(Set<SnapshotId> snapshots) {
        only = Set.copyOf(snapshots);
        return this;
    }

    /// Reads first what was not read for the longest time, and remembers what is read.
    public VerifyJob remembering(VerifyMemory memory) {
        recollection = new Recollection(memory);
        return this;
    }

    /// Verifies. An exception means that the store could not be asked.
    public VerifyReport run() throws IOException, InterruptedException {
        checkDescriptor();
        new PeopleCheck(repository, secrets, findings, only).run();
        var inventory = Inventory.take(repository, findings, only);
        recollection.recall(inventory, secrets != null && secrets.payload() != null);
        var chosen = choose(inventory);
        long walked = checkSnapshots(inventory);
        var unremembered = readAndRemember(inventory, chosen);
        findWrongContents();
        nameTouchedFiles(inventory);
        return report(inventory, chosen, walked, unremembered);
    }

    /// Returns why this will not be remembered, null if it will: also if reading fails in the
    /// middle.
    private @Nullable String readAndRemember(Inventory inventory, List<NamedPack> chosen)
            throws IOException, InterruptedException {
        String unremembered;
        try {
            readPacks(inventory, chosen);
        } finally {
            unremembered = recollection.save(inventory);
        }
        return unremembered;
    }

    private void checkDescriptor() throws IOException {
        var key = BlobKey.descriptor();
        var known = repository.descriptor().toByteArray();
        try {
            if (Arrays.equals(repository.store().get(key, known.length), known)) return;
            findings.add(new BadBlob(key, Fault.CHANGED, key + ": is not what it was", List.of()));
        } catch (IOException e) {
            findings.addUnreadable(key, e, List.of());
        }
    }

    private List<NamedPack> choose(Inventory inventory) {
        var there =
                inventory.packs().stream().filter(pack -> pack.fault == null).toList();
        var newest = inventory.snapshots().stream()
                .max(Comparator.comparing(
                        (StoredManifest stored) -> stored.manifest().createdAt()));
        var chosen = request.read()
                .choose(there, newest.map(stored -> stored.sha256().a()).orElse(0L));
        long bytes = 0;
        for (var pack : chosen) {
            pack.chosen = true;
            bytes += pack.size;
        }
        progress.expect(bytes);
        return chosen;
    }

    /// Checks the databases, and with a key everything behind them; returns how many
    /// snapshots were walked to the end.
    private long checkSnapshots(Inventory inventory) throws IOException, InterruptedException {
        long walked = 0;
        for (int i = 0; i < inventory.snapshots().size(); i++) {
            if (Thread.interrupted()) throw new InterruptedException("verify");
            var stored = inventory.snapshots().get(i);
            if (!isDatabaseGood(inventory, i, stored) || secrets == null) continue;
            opened.set(i);
            if (checkSnapshot(inventory, i, stored)) walked++;
        }
        return walked;
    }

    private boolean isDatabaseGood(Inventory inventory, int position, StoredManifest stored)
            throws IOException {
        var id = stored.manifest().snapshot();
        var key = BlobKey.database(id);
        var recorded = stored.manifest().database();
        try {
            var size = inventory.findDatabaseSize(id);
            if (size == null) throw new BlobMissingException(key, repository.place());
            boolean hashed = secrets != null || !(request.read() instanceof ReadShare.Nothing);
            var found = hashed
                    ? PackScan.hash(repository.store(), key)
                    : new BlobFacts(recorded.sha256(), size);
            if (found.equals(recorded)) return true;
            var fault = found.size() == recorded.size() ? Fault.CHANGED : Fault.WRONG_SIZE;
            var text =
                    key + ": its " + found.size() + " bytes are not those that the manifest names";
            findings.add(new BadBlob(key, fault, text, List.of(id)));
        } catch (BlobMissingException e) {
            if (!inventory.isForgotten(position)) findings.addUnreadable(key, e, List.of(id));
        } catch (IOException e) {
            findings.addUnreadable(key, e, List.of(id));
        }
        return false;
    }

    private boolean checkSnapshot(Inventory inventory, int position, StoredManifest stored)
            throws IOException {
        try (var snapshot = open(stored)) {
            return new SnapshotCheck(snapshot, inventory, position, findings, large).run();
        } catch (IOException e) {
            if (Findings.faultOf(e) == null) throw e;
            if (inventory.isForgotten(position)) return false;
            opened.clear(position);
            findings.add(new BadSnapshot(stored.manifest().snapshot(), Findings.textOf(e)));
            return false;
        }
    }

    private OpenSnapshot open(StoredManifest stored) throws IOException {
        if (secrets == null) throw new IllegalStateException("without a key");
        return OpenSnapshot.open(repository, stored, secrets, request.temporary());
    }

    private void readPacks(Inventory inventory, List<NamedPack> chosen)
            throws IOException, InterruptedException {
        var identities = new ArrayList<Identity>();
        if (secrets != null) identities.add(secrets.metadata());
        var payload = secrets == null ? null : secrets.payload();
        if (payload != null) identities.add(payload);
        var check = new PackCheck(repository.store(), inventory, identities, payload != null);
        var next = new AtomicInteger();
        Scope.computing(Math.max(1, request.workers()), () -> {
            for (int i = next.getAndIncrement(); i < chosen.size(); i = next.getAndIncrement()) {
                if (Thread.interrupted()) throw new InterruptedException("verify");
                var pack = chosen.get(i);
                if (check.read(pack)) recollection.keep(pack, check.opens(pack));
                progress.pack(pack.size);
            }
        });
        for (var pack : inventory.packs()) {
            if (pack.fault != null) check.probe(pack);
        }
    }

    private void findWrongContents() {
        for (var content : large) {
            if (content.isWrong()) wrongLarge.add(content);
        }
    }

    /// With a key, names the files that need what is bad.
    private void nameTouchedFiles(Inventory inventory) throws IOException {
        var touched = new BitSet();
        for (var pack : inventory.packs()) {
            if (pack.fault != null || !pack.wrong.isEmpty() || !pack.headless.isEmpty()) {
                touched.or(pack.snapshots);
            }
        }
        for (var content : wrongLarge) {
            for (var run : content.runs()) touched.or(run.pack().snapshots);
        }
        touched.and(opened);
        for (int i = touched.nextSetBit(0); i >= 0; i = touched.nextSetBit(i + 1)) {
            try (var snapshot = open(inventory.snapshots().get(i))) {
                new TouchedFiles(snapshot, inventory, wrongLarge, findings).run();
            } catch (CorruptDataException | BlobMissingException e) {
                if (!inventory.isForgotten(i)) throw e;
            }
        }
    }

    private VerifyReport report(
            Inventory inventory,
            List<NamedPack> chosen,
            long walked,
            @Nullable String unremembered) {
        long contents = large.size();
        for (var pack : chosen) contents += pack.contents.count();
        return new VerifyReport(
                inventory.snapshots().size(),
                walked,
                inventory.tombstones(),
                inventory.packs().size(),
                inventory.packs().stream().mapToLong(NamedPack::size).sum(),
                chosen.size(),
                chosen.stream().mapToLong(NamedPack::size).sum(),
                contents,
                inventory.unnamedPacks(),
                inventory.unnamedBytes(),
                findings.damages(),
                recollection.coverage(inventory),
                unremembered);
    }
}
