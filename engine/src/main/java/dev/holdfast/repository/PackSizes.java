package dev.holdfast.repository;

import dev.holdfast.format.Sha256;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which packs a store has, and how large they are.
public final class PackSizes {

    private PackSizes() {}

    /// All of them, by one request for a thousand.
    public static Map<Sha256, Long> list(BlobStore store) throws IOException {
        var sizes = new HashMap<Sha256, Long>();
        scan(store, sizes, new ArrayList<>());
        return sizes;
    }

    /// Those of them that nobody has marked as lost: on others no writer relies.
    public static Map<Sha256, Long> listUsable(BlobStore store) throws IOException {
        var sizes = new HashMap<Sha256, Long>();
        var lost = new ArrayList<Sha256>();
        scan(store, sizes, lost);
        lost.forEach(sizes::remove);
        return sizes;
    }

    /// The packs that somebody has marked as lost, whether they are there or not.
    public static List<Sha256> listLost(BlobStore store) throws IOException {
        var lost = new ArrayList<Sha256>();
        scan(store, new HashMap<>(), lost);
        return lost;
    }

    private static void scan(BlobStore store, Map<Sha256, Long> sizes, List<Sha256> lost)
            throws IOException {
        store.scan(BlobArea.PACKS, blob -> {
            var key = blob.findKey();
            if (key == null) return;
            if (key.kind() == BlobKind.LOST) {
                lost.add(key.packName());
            } else {
                sizes.put(key.packName(), blob.size());
            }
        });
    }
}
