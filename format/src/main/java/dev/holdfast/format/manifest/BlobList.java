package dev.holdfast.format.manifest;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/// The blobs of a manifest, ascending by digest, in parts that other manifests may have too:
/// one part for each first byte of a digest that occurs. It does not change.
final class BlobList extends AbstractList<BlobFacts> implements RandomAccess {

    private final List<List<BlobFacts>> parts;

    /// Behind the last blob of each part.
    private final int[] ends;

    private BlobList(List<List<BlobFacts>> parts) {
        this.parts = List.copyOf(parts);
        this.ends = new int[parts.size()];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += parts.get(i).size();
            ends[i] = end;
        }
    }

    static BlobList of(List<BlobFacts> ascending, BlobPool pool) {
        var parts = new ArrayList<List<BlobFacts>>();
        int start = 0;
        for (int end = 1; end <= ascending.size(); end++) {
            if (end < ascending.size() && haveOnePart(ascending, end - 1, end)) continue;
            parts.add(pool.shared(ascending.subList(start, end)));
            start = end;
        }
        return new BlobList(parts);
    }

    private static boolean haveOnePart(List<BlobFacts> blobs, int one, int other) {
        return (blobs.get(one).sha256().a() ^ blobs.get(other).sha256().a()) >>> 56 == 0;
    }

    @Override
    public BlobFacts get(int index) {
        Objects.checkIndex(index, size());
        int found = Arrays.binarySearch(ends, index + 1);
        int part = found >= 0 ? found : -found - 1;
        int start = part == 0 ? 0 : ends[part - 1];
        return parts.get(part).get(index - start);
    }

    @Override
    public int size() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }
}
