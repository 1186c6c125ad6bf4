package dev.holdfast.forget;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.KnownSnapshot;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.Repository;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobMissingException;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Forgets snapshots: plans first, and does what the plan says when it is asked to.
public final class ForgetJob {

    private final Repository repository;
    private final TagSource tags;

    /// `tags` is asked only if a policy or a group needs it.
    public ForgetJob(Repository repository, TagSource tags) {
        this.repository = repository;
        this.tags = tags;
    }

    /// Where the tags of a snapshot come from.
    public interface TagSource {

        Map<String, String> tags(KnownSnapshot snapshot) throws IOException;
    }

    /// What snapshots have in common that are weighed against each other, as people read it.
    public interface Grouping {

        String group(KnownSnapshot snapshot) throws IOException;
    }

    /// What `policy` keeps of each group of `snapshots`, and what it does not.
    ///
    /// @throws NothingKeptException if nothing of some group would be kept
    public ForgetPlan plan(
            Collection<KnownSnapshot> snapshots, KeepPolicy policy, Grouping grouping, Instant now)
            throws IOException {
        var pins = Marks.of(repository).pins();
        SortedMap<String, List<Labelled>> groups = new TreeMap<>();
        for (var known : snapshots) {
            Map<String, String> tagged = policy.tags().isEmpty() ? Map.of() : tags.tags(known);
            groups.computeIfAbsent(grouping.group(known), _ -> new ArrayList<>())
                    .add(labelled(known, tagged, pins));
        }
        var planned = new ArrayList<ForgetPlan.Group>();
        for (var group : groups.entrySet()) {
            var decisions = policy.decide(group.getValue(), now);
            if (decisions.stream().noneMatch(Decision::keeps)) {
                throw new NothingKeptException(
                        "nothing of %s would be kept".formatted(group.getKey()));
            }
            planned.add(new ForgetPlan.Group(group.getKey(), decisions));
        }
        return new ForgetPlan(planned);
    }

    /// Forgets `chosen`, which were named one by one, of `all`.
    ///
    /// @throws PinnedException if one of them is pinned
    /// @throws NothingKeptException if these are all there are
    public ForgetPlan plan(Collection<KnownSnapshot> all, Set<SnapshotId> chosen)
            throws IOException {
        var pins = Marks.of(repository).pins();
        var decisions = new ArrayList<Decision>();
        for (var known : all) {
            var snapshot = labelled(known, Map.of(), pins);
            boolean goes = chosen.contains(snapshot.id());
            if (goes && snapshot.pinned()) {
                throw new PinnedException("snapshot " + known.label() + " is pinned");
            }
            decisions.add(new Decision(snapshot, goes ? List.of() : List.of("not named")));
        }
        if (decisions.stream().noneMatch(Decision::keeps)) {
            throw new NothingKeptException("no snapshot would be left in the repository");
        }
        return new ForgetPlan(List.of(new ForgetPlan.Group("the repository", decisions)));
    }

    /// Does what a plan says: removes manifests, then the marks that belong to them. What
    /// was pinned meanwhile stays. Returns what is forgotten now.
    public List<Labelled> execute(ForgetPlan plan) throws IOException {
        var store = repository.store();
        var gone = new ArrayList<Labelled>();
        for (var snapshot : plan.forgotten()) {
            if (store.findSize(BlobKey.pin(snapshot.id())) != null) continue;
            store.delete(BlobKey.manifest(snapshot.id()));
            store.delete(BlobKey.mark(snapshot.id()));
            gone.add(snapshot);
        }
        remember(gone);
        return gone;
    }

    /// The tombstones that keep writers out which were given up.
    public List<SnapshotId> tombstones() throws IOException {
        var ids = new ArrayList<SnapshotId>();
        repository.store().scan(BlobArea.SNAPSHOTS, blob -> {
            var key = blob.findKey();
            if (key != null && key.kind() == BlobKind.MANIFEST) ids.add(key.snapshot());
        });
        var found = new ArrayList<SnapshotId>();
        for (var id : ids) {
            try {
                if (repository.findManifest(id) == null) found.add(id);
            } catch (BlobMissingException e) {
                // Forgotten since it was listed.
            }
        }
        return found;
    }

    /// Removes tombstones. Who asks for it vouches that nothing which the writers have ever
    /// sent is still under way.
    public void removeTombstones(Collection<SnapshotId> tombstones) throws IOException {
        for (var id : tombstones) repository.store().delete(BlobKey.manifest(id));
    }

    private static Labelled labelled(
            KnownSnapshot known, Map<String, String> tags, Set<SnapshotId> pins) {
        var manifest = known.stored().manifest();
        var previous = manifest.previous();
        return new Labelled(
                manifest.snapshot(),
                previous == null ? null : previous.snapshot(),
                manifest.createdAt(),
                tags,
                pins.contains(manifest.snapshot()));
    }

    /// Tells this host's catalog, if there is one. A snapshot that is not committed there
    /// belongs to a run that died in the middle; the next run has to find it as it is.
    private void remember(List<Labelled> gone) throws IOException {
        var directory = repository.stateDirectory();
        if (gone.isEmpty() || !Files.exists(directory.resolve("catalog.db"))) return;
        var ids = new HashSet<SnapshotId>();
        for (var snapshot : gone) ids.add(snapshot.id());
        try (var catalog = Catalog.open(directory)) {
            for (var snapshot : catalog.history().snapshots()) {
                if (ids.contains(snapshot.id())) catalog.history().forget(snapshot.id());
            }
        }
    }
}
