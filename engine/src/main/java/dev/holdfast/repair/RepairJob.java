package dev.holdfast.repair;

import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.PackScan;
import dev.holdfast.repository.PackSizes;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.Trash;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.verify.Finding;
import dev.holdfast.verify.ReadShare;
import dev.holdfast.verify.VerifyJob;
import dev.holdfast.verify.VerifyMemory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Finds damage, and sees to it that the next backup heals what its source still has.
///
/// [#plan] reads and writes nothing in the repository; then [#execute]. A damaged pack gets a
/// mark under `trash/`, so that no backup of any host relies on it; the pack itself stays,
/// because its other chunks can be read. Specified in docs/format/protocols.md, "Repair".
public final class RepairJob {

    private final Repository repository;
    private final @Nullable RepositorySecrets secrets;
    private final RepairRequest request;
    private final VerifyMemory memory;
    private final Consumer<? super Finding> findings;
    private final RepairProgress progress;
    private final ManifestMend mend;
    private @Nullable RepairPlan planned;

    /// `secrets` may be those of an owner, of a browser, or none: then files are not named, and
    /// nothing is indexed. `findings` is told of everything damaged as it is found.
    public RepairJob(
            Repository repository,
            @Nullable RepositorySecrets secrets,
            RepairRequest request,
            VerifyMemory memory,
            Consumer<? super Finding> findings,
            RepairProgress progress,
            InstantSource clock,
            RandomGenerator random) {
        this.repository = repository;
        this.secrets = secrets;
        this.request = request;
        this.memory = memory;
        this.findings = findings;
        this.progress = progress;
        this.mend = new ManifestMend(repository, clock, random);
    }

    /// Looks for damage.
    public RepairPlan plan() throws IOException, InterruptedException {
        var damage = new DamageList(findings);
        var report = new VerifyJob(repository, secrets, request.verify(), damage, progress.verify())
                .remembering(memory)
                .run();
        var marked = Trash.lost(repository.store());
        var lost = new ArrayList<>(damage.damaged());
        lost.removeAll(marked);
        var gone = new ArrayList<>(damage.missing());
        gone.removeAll(marked);
        boolean all = request.verify().read() instanceof ReadShare.Everything;
        var manifests = new TreeSet<SnapshotId>(mend.unfinished());
        var manifestsLost = new TreeSet<SnapshotId>();
        for (var id : damage.manifests()) {
            if (mend.isPossible(id)) {
                manifests.add(id);
            } else if (mend.isUnreadable(id)) {
                manifestsLost.add(id);
            }
        }
        var unindexed = request.reindex() ? reindex().list() : List.<Sha256>of();
        var plan = new RepairPlan(
                report,
                lost,
                damage.missing().size(),
                gone,
                damage.damaged().size() - lost.size(),
                all ? sound(marked, damage) : List.of(),
                manifests,
                manifestsLost,
                damage.unreadable(),
                damage.files(),
                unindexed.size(),
                size(unindexed));
        planned = plan;
        return plan;
    }

    /// Does what was planned.
    public RepairReport execute() throws IOException, InterruptedException {
        var plan = planned;
        if (plan == null) throw new IllegalStateException("nothing was planned");
        var store = repository.store();
        for (var pack : plan.unmarked()) {
            var _ = store.putIfAbsent(BlobKey.lost(pack), BlobBody.of(new byte[0]));
        }
        for (var pack : plan.sound()) store.delete(BlobKey.lost(pack));
        var mended = mend.execute(plan.manifests());
        var indexed = request.reindex()
                ? reindex().execute(progress.indexed())
                : new Reindex.Done(0, List.of());
        return new RepairReport(
                plan.unmarked().size(),
                plan.sound().size(),
                mended.done(),
                mended.left(),
                indexed.packs(),
                indexed.left());
    }

    /// Removes the damaged manifest of a snapshot that nobody has a copy of, so that backups and
    /// prunes can go on. What only it needed is garbage from then on: until a prune frees that,
    /// a restore without the manifest still gets everything.
    public void giveUp(SnapshotId id) throws IOException {
        var plan = planned;
        if (plan == null || !plan.manifestsLost().contains(id)) {
            throw new IllegalStateException("the manifest of " + id + " was not found damaged");
        }
        if (Marks.of(repository).isPinned(id)) {
            throw new IOException("snapshot " + id.shortText() + " is pinned");
        }
        if (mend.isUnreadable(id)) repository.store().delete(BlobKey.manifest(id));
    }

    private Reindex reindex() {
        if (secrets == null) throw new IllegalStateException("nothing is indexed without a key");
        return new Reindex(repository, secrets, request.verify());
    }

    private long size(Collection<Sha256> packs) throws IOException {
        if (packs.isEmpty()) return 0;
        var sizes = PackSizes.list(repository.store());
        return packs.stream().mapToLong(pack -> sizes.getOrDefault(pack, 0L)).sum();
    }

    /// Packs with a mark that have the bytes they are named by, and nothing against them.
    private List<Sha256> sound(Collection<Sha256> marks, DamageList damage) throws IOException {
        var sound = new ArrayList<Sha256>();
        for (var pack : new TreeSet<>(marks)) {
            if (damage.damaged().contains(pack) || damage.missing().contains(pack)) continue;
            try {
                var found = PackScan.hash(repository.store(), BlobKey.pack(pack));
                if (found.sha256().equals(pack)) sound.add(pack);
            } catch (BlobMissingException e) {
                // The mark goes with the next prune.
            }
        }
        return sound;
    }
}
