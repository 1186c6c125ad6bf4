package dev.holdfast.catalog;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;

/// Values by row, the least recently used ones dropped when they weigh too much together.
/// For one thread at a time.
final class BoundedCache<V> {

    private final long weightMax;
    private final LinkedHashMap<Long, Weighed<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    BoundedCache(long weightMax) {
        this.weightMax = weightMax;
    }

    @Nullable
    V find(long key) {
        var found = entries.get(key);
        return found == null ? null : found.value;
    }

    /// Keeps `value`, and drops others until all weigh no more than the limit.
    void put(long key, V value, int valueWeight) {
        remove(key);
        entries.put(key, new Weighed<>(value, valueWeight));
        weight += valueWeight;
        while (weight > weightMax && entries.size() > 1)
            remove(entries.firstEntry().getKey());
    }

    void remove(long key) {
        var removed = entries.remove(key);
        if (removed != null) weight -= removed.weight;
    }

    void clear() {
        entries.clear();
        weight = 0;
    }

    private record Weighed<V>(V value, int weight) {}
}
