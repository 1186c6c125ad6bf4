package dev.holdfast.copy;

import dev.holdfast.catalog.SnapshotNotice;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.Manifest;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.BackupRun;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.NoSuchSnapshotException;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.repository.SnapshotDraft;
import dev.holdfast.repository.SnapshotOrigin;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.repository.UntrustedException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Copies snapshots to a repository with other keys: every chunk is opened, held against
/// what the source says of it, and put as a backup puts it. What the target has is not put
/// again, and what a copy of the snapshot before has is not even read.
///
/// A copy is a snapshot of its own, signed by this host, with host, source, name, time, tags
/// and notices of its original (docs/format/protocols.md, "Copy"). May be called again
/// whatever happened.
public final class ResealJob {

    private final Repository source;
    private final RepositorySecrets secrets;
    private final Repository target;
    private final @Nullable RepositorySecrets targetSecrets;
    private final Path temporary;
    private final RunOptions options;
    private final CopyProgress progress;
    private final InstantSource clock;
    private final SecureRandom random;

    private long packs;
    private long bytes;

    /// `secrets` open the source; those of the target, if there are any, save reading again
    /// what an earlier run has copied. `temporary` is a directory for plain databases.
    ///
    /// @throws CannotCopyException if `secrets` open no contents
    public ResealJob(
            Repository source,
            RepositorySecrets secrets,
            Repository target,
            @Nullable RepositorySecrets targetSecrets,
            Path temporary,
            RunOptions options,
            CopyProgress progress,
            InstantSource clock,
            SecureRandom random)
            throws CannotCopyException {
        if (secrets.payload() == null) {
            throw new CannotCopyException(
                    "%s: its contents cannot be read with this key, which takes a copy to other keys"
                            .formatted(Printable.of(source.place())));
        }
        this.source = source;
        this.secrets = secrets;
        this.target = target;
        this.targetSecrets = targetSecrets;
        this.temporary = temporary;
        this.options = options;
        this.progress = progress;
        this.clock = clock;
        this.random = random;
    }

    /// A snapshot and its copy.
    private record Pair(StoredManifest original, StoredManifest copy) {}

    /// Copies `snapshots` of the source, each lineage oldest first, and then their pins.
    ///
    /// @throws UntrustedException if one of them is by a writer who is not trusted: its copy
    ///     would be by one who is
    public CopyReport run(List<StoredManifest> snapshots) throws IOException, InterruptedException {
        var there = Copies.in(target, source.id(), random);
        var lineages = new LinkedHashMap<LineageId, List<StoredManifest>>();
        for (var snapshot : snapshots) {
            lineages.computeIfAbsent(snapshot.manifest().lineage(), _ -> new ArrayList<>())
                    .add(snapshot);
        }
        var pairs = new ArrayList<Pair>();
        int present = 0;
        for (var lineage : lineages.values()) present += lineage(lineage, there, pairs);
        if (present == snapshots.size()) BackupRun.endDead(target);
        int marks = pins(pairs);
        int copied = snapshots.size() - present;
        return new CopyReport(copied, present, marks, packs, bytes, List.of());
    }

    /// Copies the snapshots of one lineage, and returns how many were there already. So no more
    /// than one history is in memory.
    private int lineage(List<StoredManifest> snapshots, Copies there, List<Pair> pairs)
            throws IOException, InterruptedException {
        int present = 0;
        Pair last = null;
        Carried carried = null;
        var copies = new HashMap<SnapshotId, StoredManifest>();
        for (var snapshot : asMade(snapshots)) {
            var known = there.take(snapshot);
            if (known != null) {
                last = new Pair(snapshot, known);
                carried = null;
                present++;
            } else {
                if (carried == null) carried = last == null ? Carried.NOTHING : carried(last);
                var lineage = there.lineage(snapshot.manifest().lineage());
                var made = copy(snapshot, carried, lineage, previous(snapshot, copies));
                last = new Pair(snapshot, made.copy());
                carried = made.carried();
            }
            pairs.add(last);
            copies.put(snapshot.manifest().snapshot(), last.copy());
        }
        return present;
    }

    /// In the order given, but none before the one that its writer had seen: so the copies can
    /// name each other as the originals do.
    private static Collection<StoredManifest> asMade(List<StoredManifest> snapshots) {
        var waiting = new LinkedHashMap<SnapshotId, StoredManifest>();
        for (var snapshot : snapshots) waiting.put(snapshot.manifest().snapshot(), snapshot);
        var order = new ArrayList<StoredManifest>();
        while (!waiting.isEmpty()) {
            var chain = new ArrayDeque<StoredManifest>();
            var next = waiting.remove(waiting.keySet().iterator().next());
            while (next != null) {
                chain.push(next);
                var previous = next.manifest().previous();
                next = previous == null ? null : waiting.remove(previous.snapshot());
            }
            order.addAll(chain);
        }
        return order;
    }

    private static Manifest.@Nullable Previous previous(
            StoredManifest original, Map<SnapshotId, StoredManifest> copies) {
        var seen = original.manifest().previous();
        var copy = seen == null ? null : copies.get(seen.snapshot());
        return copy == null
                ? null
                : new Manifest.Previous(copy.manifest().snapshot(), copy.sha256());
    }

    /// What an earlier run has carried, as far as that can be read.
    private Carried carried(Pair pair) throws IOException {
        if (targetSecrets == null) return Carried.NOTHING;
        try (var original = OpenSnapshot.open(source, pair.original(), secrets, temporary);
                var copy = OpenSnapshot.open(target, pair.copy(), targetSecrets, temporary)) {
            return Carried.of(Carried.places(original), Carried.places(copy));
        }
    }

    private record Made(StoredManifest copy, Carried carried) {}

    private Made copy(
            StoredManifest snapshot,
            Carried before,
            LineageId lineage,
            Manifest.@Nullable Previous previous)
            throws IOException, InterruptedException {
        requireTrusted(snapshot);
        try (var open = OpenSnapshot.open(source, snapshot, secrets, temporary);
                var run = BackupRun.begin(target, options, clock, random)) {
            var carrier = new ChunkCarrier(open, run, before, progress);
            progress.begins(snapshot, open.database().packCount(), carrier.bytes());
            run.write(carrier::carry);
            carrier.keep();
            var copy = run.commit(draft(open, lineage, previous, carrier.payloadBytes()));
            packs += run.traffic().packCount();
            bytes += run.traffic().storedBytes();
            progress.ends(snapshot);
            return new Made(copy, Carried.of(carrier.places(), run));
        }
    }

    private static void requireTrusted(StoredManifest snapshot) throws UntrustedException {
        if (snapshot.trusted()) return;
        var manifest = snapshot.manifest();
        throw new UntrustedException(
                "snapshot %s was signed by a writer that the owner has not admitted: %s"
                        .formatted(manifest.snapshot().shortText(), manifest.writer()));
    }

    private SnapshotDraft draft(
            OpenSnapshot original,
            LineageId lineage,
            Manifest.@Nullable Previous previous,
            long readBytes)
            throws IOException {
        var facts = original.facts();
        var created = original.manifest().manifest().createdAt();
        var edited = Marks.of(source).findEdited(facts.id(), secrets);
        return new SnapshotDraft(
                facts.source(),
                facts.startedAt(),
                facts.version(),
                facts.encoderVersion(),
                facts.changeDetection(),
                null,
                facts.options(),
                facts.metadata(),
                facts.checks(),
                facts.logEnd(),
                facts.liveBytes(),
                facts.entries(),
                readBytes,
                notices(original),
                edited != null ? edited : original.database().tags(),
                new SnapshotOrigin(lineage, facts.name(), created, previous));
    }

    private static List<SnapshotNotice> notices(OpenSnapshot original) throws IOException {
        var notices = new ArrayList<SnapshotNotice>();
        original.database().forEachNotice(notices::add);
        return notices;
    }

    /// Pins the copies of what is pinned, and returns how many were not.
    private int pins(List<Pair> pairs) throws IOException {
        int added = 0;
        var wanted = Marks.of(source).pins();
        if (wanted.isEmpty()) return 0;
        var there = Marks.of(target).pins();
        for (var pair : pairs) {
            var copy = pair.copy().manifest().snapshot();
            if (!wanted.contains(pair.original().manifest().snapshot())) continue;
            if (!there.contains(copy) && pin(copy)) added++;
        }
        return added;
    }

    private boolean pin(SnapshotId copy) throws IOException {
        try {
            Marks.of(target).pin(copy);
            return true;
        } catch (NoSuchSnapshotException e) {
            // Forgotten there meanwhile: there is nothing to pin.
            return false;
        }
    }
}
