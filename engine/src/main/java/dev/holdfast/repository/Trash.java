package dev.holdfast.repository;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.JsonReader;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/// What unfinished prunes have condemned, as a writer has to know it.
final class Trash {

    private static final long VERSION = 1;
    private static final int SIZE_MAX = 256 << 20;

    private Trash() {}

    /// The packs in any trash. A trash that is gone when it is read is finished; whatever
    /// else goes wrong is thrown, because a writer must not rely on what may be condemned.
    static Set<Sha256> condemned(BlobStore store) throws IOException {
        var condemned = new HashSet<Sha256>();
        store.scan(BlobArea.TRASH, blob -> {
            var key = blob.findKey();
            if (key == null) {
                throw new CorruptDataException(Printable.of(blob.path())
                        + ": lies where prune keeps its lists, and nobody knows what it is");
            }
            if (key.kind() != BlobKind.TRASH) return;
            try {
                read(key, store.get(key, SIZE_MAX), condemned);
            } catch (BlobMissingException e) {
                // That prune has finished meanwhile.
            }
        });
        return condemned;
    }

    private static void read(BlobKey key, byte[] bytes, Set<Sha256> condemned) throws IOException {
        var json = JsonReader.object(key.path(), bytes);
        if (json.number("version") != VERSION) {
            throw new FormatTooNewException(key.path() + ": made by a newer Holdfast");
        }
        for (var value : json.array("keys")) {
            var named = value instanceof Json.JsonString(var path) ? BlobKey.findPath(path) : null;
            if (named == null)
                throw new CorruptDataException(key.path() + ": names what is no blob");
            if (named.kind() == BlobKind.PACK) condemned.add(named.packName());
        }
    }
}
