package dev.holdfast.prune;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.BlobPaths;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.TrashId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.Writers;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Frees what no snapshot needs. The numbers are those of docs/format/protocols.md, "Prune".
///
/// [#plan] only looks, [#execute] does it; both may be called again and again. What
/// has to wait for a backup that is under way is done by a later call.
public final class PruneJob {

    private final Repository repository;
    private final BlobStore store;
    private final PruneOptions options;
    private final RandomGenerator random;
    private final TrashLists lists;
    private final Needed needed;
    private final Set<TrashId> own = new HashSet<>();

    public PruneJob(Repository repository, PruneOptions options, RandomGenerator random) {
        this.repository = repository;
        this.store = repository.store();
        this.options = options;
        this.random = random;
        this.lists = new TrashLists(store);
        this.needed = new Needed(repository);
    }

    /// Says what would be freed, and writes nothing.
    public PrunePlan plan() throws IOException {
        return plan(needed);
    }

    /// Says what would be freed once `forgotten` are, and writes nothing.
    public PrunePlan plan(Set<SnapshotId> forgotten) throws IOException {
        return plan(new Needed(repository, forgotten));
    }

    private PrunePlan plan(Needed ahead) throws IOException {
        var unfinished = lists.unfinished();
        var writers = Writers.list(store);
        return new PrunePlan(candidates(ahead, Integer.MAX_VALUE), unfinished, writers);
    }

    /// Frees what can be freed now. What comes to be garbage meanwhile is left to the next prune:
    /// where somebody always backs up or forgets there would be no end.
    public PruneReport execute() throws IOException, InterruptedException {
        var tally = new Tally();
        var unfinished = unfinished();
        if (!unfinished.isEmpty()) needed.refresh();
        // So far everything could be read. Now things may go.
        lists.removeRemnants();
        for (var trash : unfinished.entrySet()) finish(trash.getKey(), trash.getValue(), tally);
        boolean more = true;
        while (more) {
            var candidates = candidates(needed, BlobPaths.COUNT_MAX).keySet();
            if (!candidates.isEmpty()) condemn(candidates, tally);
            more = candidates.size() == BlobPaths.COUNT_MAX;
        }
        return tally.report();
    }

    private void condemn(Collection<BlobKey> candidates, Tally tally)
            throws IOException, InterruptedException {
        var trash = TrashId.random(random);
        lists.condemn(trash, candidates);
        own.add(trash);
        finish(trash, candidates, tally);
    }

    /// Step 1: what is there, less what any snapshot names, less what is in any trash.
    ///
    /// Manifests come first: what is put meanwhile belongs to runs that have a marker, and
    /// the trash that is going to be put waits for those.
    private SortedMap<BlobKey, Long> candidates(Needed needed, int limit) throws IOException {
        needed.refresh();
        var condemned = new HashSet<BlobKey>();
        unfinished().values().forEach(condemned::addAll);
        var candidates = new TreeMap<BlobKey, Long>();
        // Of trash/ these are marks of lost packs: whatever else lies there counts as needed.
        for (var area :
                List.of(BlobArea.PACKS, BlobArea.SNAPSHOTS, BlobArea.MARKS, BlobArea.TRASH)) {
            store.scan(area, blob -> {
                var key = blob.findKey();
                if (key == null || needed.contains(key) || condemned.contains(key)) return;
                if (candidates.size() < limit) candidates.put(key, blob.size());
            });
        }
        needed.requireSome(candidates.size());
        return candidates;
    }

    /// The trash of prunes that have not finished, and what it condemns.
    private Map<TrashId, Collection<BlobKey>> unfinished() throws IOException {
        var unfinished = new LinkedHashMap<TrashId, Collection<BlobKey>>();
        for (var trash : lists.unfinished()) {
            var keys = lists.findCondemned(trash);
            if (keys != null) unfinished.put(trash, keys);
        }
        return unfinished;
    }

    /// Steps 3 to 8 of one trash, as far as it gets.
    private void finish(TrashId trash, Collection<BlobKey> condemned, Tally tally)
            throws IOException, InterruptedException {
        if (!own.contains(trash) && !mayTouchOthers()) {
            tally.others++;
            return;
        }
        var writers = lists.writersOf(trash);
        if (writers == null) return;
        var remaining = lists.remaining(writers);
        if (!remaining.isEmpty()) {
            tally.waits(condemned.size(), remaining);
            return;
        }
        needed.refresh();
        needed.requireSome(condemned.size());
        var proposal = new ArrayList<>(condemned);
        proposal.removeIf(needed::contains);
        var verdict = lists.verdict(trash, proposal);
        if (verdict == null) return;
        requireSound(trash, condemned, verdict);
        var done = new Deletion(store, lists, options.connections()).run(trash, verdict);
        tally.deleted += done.count();
        tally.deletedBytes += done.bytes();
        if (!done.finished()) return;
        tally.spared += condemned.size() - verdict.size();
        lists.remove(trash);
    }

    /// A verdict by another prune rules, but it cannot be right if it names what was not
    /// condemned, or what a snapshot needs that is there now.
    private void requireSound(TrashId trash, Collection<BlobKey> condemned, List<BlobKey> verdict)
            throws IOException {
        if (!new HashSet<>(condemned).containsAll(verdict)) {
            throw new CorruptDataException(
                    BlobKey.trashVerdict(trash) + ": names what was not condemned");
        }
        if (verdict.stream().noneMatch(needed::contains)) return;
        var now = new Needed(repository);
        now.refresh();
        for (var key : verdict) {
            if (now.contains(key)) {
                throw new CorruptDataException(
                        BlobKey.trashVerdict(trash) + ": names " + key + ", which is needed");
            }
        }
    }

    /// Several prunes can work on one trash only where one of them is sure to be first.
    private boolean mayTouchOthers() throws IOException {
        return options.othersAreDead() || store.isExclusive();
    }

    /// What comes together for the report.
    private static final class Tally {

        private long deleted;
        private long deletedBytes;
        private long spared;
        private long waiting;
        private long others;
        private final TreeSet<WriterId> writers = new TreeSet<>();

        private void waits(long count, Set<WriterId> remaining) {
            waiting += count;
            writers.addAll(remaining);
        }

        private PruneReport report() {
            return new PruneReport(deleted, deletedBytes, spared, waiting, writers, others);
        }
    }
}
