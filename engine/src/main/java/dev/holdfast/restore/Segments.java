package dev.holdfast.restore;

import dev.holdfast.repository.OpenSnapshot;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Joins works into requests: neighbours in a pack come with one, and what lies between them
/// is read and thrown away if that is cheaper than to ask again.
final class Segments {

    /// So many bytes come in the time that another request takes: 30 ms at 32 MiB/s.
    private static final long GAP_MIN = 1 << 20;

    /// At most one byte is thrown away for so many that are wanted, beyond that.
    private static final int WANTED_PER_LOST = 4;

    /// Stored bytes, so that a large pack comes by several connections.
    private static final long SIZE_MAX = 32 << 20;

    /// Works that are kept in memory for one request.
    private static final int WORKS_MAX = 1 << 14;

    private final OpenSnapshot snapshot;
    private final Works works;
    private @Nullable Work pending;

    Segments(OpenSnapshot snapshot, Works works) {
        this.snapshot = snapshot;
        this.works = works;
    }

    /// The next request, null after the last.
    @Nullable
    Segment next() throws IOException {
        var first = take();
        if (first == null) return null;
        var fetches = new ArrayList<Fetch>();
        fetches.add(new Fetch(first));
        int count = 1;
        for (var work = take(); work != null; work = take(), count++) {
            if (fetches.getLast().add(work)) continue;
            if (count >= WORKS_MAX || !follows(fetches, work)) {
                pending = work;
                break;
            }
            fetches.add(new Fetch(work));
        }
        return new Segment(fetches);
    }

    private @Nullable Work take() throws IOException {
        var work = pending;
        pending = null;
        return work == null ? works.next() : work;
    }

    private boolean follows(List<Fetch> fetches, Work work) throws IOException {
        var before = fetches.getLast();
        if (before.count() == 0 || work.count() == 0 || work.pack() != before.pack()) return false;
        if (work.firstChunk() < before.firstChunk()) return false;
        var lengths = snapshot.pack(work.pack()).lengths();
        long start = lengths.offset(fetches.getFirst().firstChunk());
        long end = lengths.offset(before.endChunk());
        long gap = Math.max(0, lengths.offset(work.firstChunk()) - end);
        return lengths.offset(work.endChunk()) - start <= SIZE_MAX
                && gap <= Math.max(GAP_MIN, (end - start) / WANTED_PER_LOST);
    }
}
