package dev.holdfast.backup;

import dev.holdfast.catalog.CatalogSnapshot;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.repository.BackupRun;

import java.io.IOException;
import java.util.List;

/// Snapshots of a source that this host has made and did not forget, and that are gone from
/// the repository: somebody else forgot them, deleted them, or shows an old state of it.
///
/// @param newest whether the last one is among them, which no retention policy drops
public record Vanished(List<CatalogSnapshot> snapshots, boolean newest) {

    public Vanished {
        snapshots = List.copyOf(snapshots);
    }

    static Vanished of(BackupRun run, LineageId lineage) throws IOException {
        var gone = run.vanished(lineage);
        var known = run.catalog().history().snapshots().stream()
                .filter(snapshot -> snapshot.lineage().equals(lineage))
                .toList();
        boolean newest = !gone.isEmpty() && gone.getLast().equals(known.getLast());
        return new Vanished(gone, newest);
    }

    /// Misses them no longer: they were told once.
    void forget(BackupRun run) throws IOException {
        for (var snapshot : snapshots) run.catalog().history().forget(snapshot.id());
    }
}
