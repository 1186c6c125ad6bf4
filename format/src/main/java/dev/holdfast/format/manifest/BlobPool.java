package dev.holdfast.format.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What many manifests name, kept once while they are read: snapshots of one source name
/// nearly the same packs. Of a list that is in another manifest too some 3 KB are left, and
/// of each pack that differs some 1/256 of the list.
public final class BlobPool {

    private final Map<BlobFacts, BlobFacts> blobs = new HashMap<>();

    /// By their order and not by their hash, which who writes a manifest can choose.
    private final Map<List<BlobFacts>, List<BlobFacts>> parts = new TreeMap<>(BlobPool::compare);

    /// A list that is equal to `part`, the same for all equal ones.
    List<BlobFacts> shared(List<BlobFacts> part) {
        var known = parts.get(part);
        if (known != null) return known;
        var made = new ArrayList<BlobFacts>(part.size());
        for (var blob : part) {
            var before = blobs.putIfAbsent(blob, blob);
            made.add(before == null ? blob : before);
        }
        var kept = List.copyOf(made);
        parts.put(kept, kept);
        return kept;
    }

    private static int compare(List<BlobFacts> one, List<BlobFacts> other) {
        int order = Integer.compare(one.size(), other.size());
        for (int i = 0; order == 0 && i < one.size(); i++) {
            order = one.get(i).compareTo(other.get(i));
        }
        return order;
    }
}
