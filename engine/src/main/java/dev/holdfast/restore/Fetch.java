package dev.holdfast.restore;

import java.util.ArrayList;
import java.util.List;

/// Chunks that are opened together, and what is written from them.
final class Fetch {

    /// Works that share chunks: more of them than this read those once more.
    private static final int WORKS_MAX = 4096;

    private final int pack;
    private final int firstChunk;
    private final int count;
    private final List<Work> works = new ArrayList<>();

    Fetch(Work first) {
        this.pack = first.pack();
        this.firstChunk = first.firstChunk();
        this.count = first.count();
        works.add(first);
    }

    int pack() {
        return pack;
    }

    int firstChunk() {
        return firstChunk;
    }

    /// 0 if there is nothing to fetch.
    int count() {
        return count;
    }

    int endChunk() {
        return firstChunk + count;
    }

    List<Work> works() {
        return works;
    }

    /// Takes a work that needs no other chunks than these; false if it does.
    boolean add(Work work) {
        boolean here = work.count() == 0
                || (work.pack() == pack
                        && work.firstChunk() >= firstChunk
                        && work.endChunk() <= endChunk());
        if (!here || works.size() == WORKS_MAX) return false;
        works.add(work);
        return true;
    }
}
