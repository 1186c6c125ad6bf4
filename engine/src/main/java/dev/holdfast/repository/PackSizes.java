package dev.holdfast.repository;

import dev.holdfast.format.Sha256;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// Which packs a store has, and how large they are.
public final class PackSizes {

    private PackSizes() {}

    /// All packs that are there, by one request for a thousand. Which of them can be relied on
    /// says [Trash].
    public static Map<Sha256, Long> list(BlobStore store) throws IOException {
        var sizes = new HashMap<Sha256, Long>();
        store.scan(BlobArea.PACKS, blob -> {
            var key = blob.findKey();
            if (key != null && key.kind() == BlobKind.PACK) {
                sizes.put(key.packName(), blob.size());
            }
        });
        return sizes;
    }
}
