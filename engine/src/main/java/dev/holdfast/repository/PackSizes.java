package dev.holdfast.repository;

import dev.holdfast.format.Sha256;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which packs a store has, and how large they are.
public final class PackSizes {

    private PackSizes() {}

    /// What one listing says.
    ///
    /// @param sizes of all packs that are there
    /// @param lost packs that somebody has marked as lost, whether they are there or not
    public record Listed(Map<Sha256, Long> sizes, Set<Sha256> lost) {}

    /// All packs and the marks beside them, by one request for a thousand.
    public static Listed listAll(BlobStore store) throws IOException {
        var sizes = new HashMap<Sha256, Long>();
        var lost = new HashSet<Sha256>();
        store.scan(BlobArea.PACKS, blob -> {
            var key = blob.findKey();
            if (key == null) return;
            if (key.kind() == BlobKind.LOST) {
                lost.add(key.packName());
            } else {
                sizes.put(key.packName(), blob.size());
            }
        });
        return new Listed(sizes, lost);
    }

    /// The packs that nobody has marked as lost: on others no writer relies.
    public static Map<Sha256, Long> listUsable(BlobStore store) throws IOException {
        var listed = listAll(store);
        listed.sizes().keySet().removeAll(listed.lost());
        return listed.sizes();
    }
}
