package dev.holdfast.forget;

import dev.holdfast.format.manifest.SnapshotId;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// The order in which snapshots were made: by their labels, except that none comes before
/// the one that its writer had seen. So a clock that goes back does not make the newest
/// snapshot an old one.
final class MadeOrder {

    private static final Comparator<Labelled> BY_LABEL =
            Comparator.comparing(Labelled::moment).thenComparing(Labelled::id);

    private MadeOrder() {}

    /// Oldest first. Whatever the links say, even a circle, nothing is lost.
    static List<Labelled> of(Collection<Labelled> snapshots) {
        Map<SnapshotId, List<Labelled>> successors = new HashMap<>();
        Set<SnapshotId> ids = new HashSet<>();
        for (var snapshot : snapshots) ids.add(snapshot.id());
        var ready = new PriorityQueue<>(BY_LABEL);
        var linked = new PriorityQueue<>(BY_LABEL);
        for (var snapshot : snapshots) {
            var previous = snapshot.previous();
            if (previous != null && ids.contains(previous)) {
                successors.computeIfAbsent(previous, _ -> new ArrayList<>()).add(snapshot);
                linked.add(snapshot);
            } else {
                ready.add(snapshot);
            }
        }
        var order = new ArrayList<Labelled>();
        Set<SnapshotId> taken = new HashSet<>();
        while (!ready.isEmpty() || !linked.isEmpty()) {
            var next = ready.isEmpty() ? linked.remove() : ready.remove();
            if (!taken.add(next.id())) continue;
            order.add(next);
            ready.addAll(successors.getOrDefault(next.id(), List.of()));
        }
        return order;
    }
}
