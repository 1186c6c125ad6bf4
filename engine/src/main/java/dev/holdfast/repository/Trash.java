package dev.holdfast.repository;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobPaths;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What lies under `trash/`: lists that unfinished prunes have put there.
public final class Trash {

    private Trash() {}

    /// All keys under `trash/`, ascending.
    ///
    /// @throws CorruptDataException if something else is there: nobody knows what it condemns
    public static List<BlobKey> list(BlobStore store) throws IOException {
        var keys = new ArrayList<BlobKey>();
        store.scan(BlobArea.TRASH, blob -> {
            var key = blob.findKey();
            if (key == null) {
                throw new CorruptDataException(Printable.of(blob.path())
                        + ": lies where prune keeps its lists, and nobody knows what it is");
            }
            keys.add(key);
        });
        return keys;
    }

    /// The blobs that the list `key`, of condemned ones or of a verdict, names.
    ///
    /// @throws BlobMissingException if it is gone: that prune has finished
    public static List<BlobKey> read(BlobStore store, BlobKey key) throws IOException {
        var keys = new ArrayList<BlobKey>();
        for (var path : BlobPaths.readFrom(key.path(), store.get(key, BlobPaths.SIZE_MAX))
                .paths()) {
            var named = BlobKey.findPath(path);
            if (named == null) {
                throw new CorruptDataException(key + ": names what is no blob");
            }
            keys.add(named);
        }
        return keys;
    }

    /// The packs in any trash. A trash that is gone when it is read is finished; whatever
    /// else goes wrong is thrown, because a writer must not rely on what may be condemned.
    public static Set<Sha256> condemned(BlobStore store) throws IOException {
        var condemned = new HashSet<Sha256>();
        for (var key : list(store)) {
            if (key.kind() != BlobKind.TRASH) continue;
            try {
                for (var named : read(store, key)) {
                    if (named.kind() == BlobKind.PACK) condemned.add(named.packName());
                }
            } catch (BlobMissingException e) {
                // That prune has finished meanwhile.
            }
        }
        return condemned;
    }
}
