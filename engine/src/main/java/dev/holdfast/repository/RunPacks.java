package dev.holdfast.repository;

import dev.holdfast.format.Sha256;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The packs a run has met, numbered in the order of their first use: packs of the
/// repository whose chunks it found again, and packs it makes.
final class RunPacks {

    private static final long NOT_STORED = -1;

    private final List<Long> rows = new ArrayList<>();
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final Set<Sha256> storedHere = new HashSet<>();

    /// The number of a pack that the catalog has in row `row`.
    synchronized int known(long row) {
        return numbers.computeIfAbsent(row, r -> {
            rows.add(r);
            return rows.size() - 1;
        });
    }

    /// The number of a pack that is being made.
    synchronized int made() {
        rows.add(NOT_STORED);
        return rows.size() - 1;
    }

    /// Says that pack `number` is stored, confirmed and in row `row` of the catalog.
    synchronized void stored(int number, long row, Sha256 name) {
        rows.set(number, row);
        numbers.putIfAbsent(row, number);
        storedHere.add(name);
    }

    /// Whether this run itself has put the pack of that name.
    synchronized boolean wasStoredHere(Sha256 name) {
        return storedHere.contains(name);
    }

    /// Whether this run has put no pack at all.
    synchronized boolean storedNone() {
        return storedHere.isEmpty();
    }

    synchronized int count() {
        return rows.size();
    }

    /// The row of pack `number`. All packs have one once the run's pipeline has ended well.
    synchronized long row(int number) {
        long row = rows.get(number);
        if (row == NOT_STORED) {
            throw new IllegalStateException("pack number " + number + " was never stored");
        }
        return row;
    }
}
