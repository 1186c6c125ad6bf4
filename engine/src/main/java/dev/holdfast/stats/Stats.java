package dev.holdfast.stats;

import java.util.List;

/// What groups of snapshots cost, in the order in which they were given, and all of them.
public record Stats(List<Cost> groups, Cost all) {

    public Stats {
        groups = List.copyOf(groups);
    }
}
