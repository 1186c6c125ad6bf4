package dev.holdfast.restore;

import java.util.List;

/// What one request brings: a part of one pack, to be read front to back.
record Segment(List<Fetch> fetches) {

    Segment {
        fetches = List.copyOf(fetches);
    }

    /// Whether there is anything to ask for.
    boolean isPlaced() {
        return fetches.getFirst().count() > 0;
    }

    int pack() {
        return fetches.getFirst().pack();
    }

    int firstChunk() {
        return fetches.getFirst().firstChunk();
    }

    int endChunk() {
        int end = 0;
        for (var fetch : fetches) end = Math.max(end, fetch.endChunk());
        return end;
    }
}
