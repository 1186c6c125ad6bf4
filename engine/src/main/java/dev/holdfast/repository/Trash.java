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

/// What lies under `trash/`: lists that unfinished prunes have put there, and marks of packs
/// that are lost. On what either names no writer relies.
public final class Trash {

    private Trash() {}

    /// What one listing says about packs.
    ///
    /// @param condemned in any trash
    /// @param lost marked as lost, whether they are there or not
    public record Packs(Set<Sha256> condemned, Set<Sha256> lost) {

        static final Packs NONE = new Packs(Set.of(), Set.of());
    }

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

    /// The packs on which no writer relies: those in any trash, and those marked as lost.
    /// Fails as [#packs].
    public static Set<Sha256> unreliable(BlobStore store) throws IOException {
        var packs = packs(store);
        var all = new HashSet<>(packs.condemned());
        all.addAll(packs.lost());
        return all;
    }

    /// The packs in any trash. Fails as [#packs].
    public static Set<Sha256> condemned(BlobStore store) throws IOException {
        return packs(store).condemned();
    }

    /// The packs that are marked as lost. Whatever else lies there, read or not, makes none.
    public static Set<Sha256> lost(BlobStore store) throws IOException {
        var lost = new HashSet<Sha256>();
        store.scan(BlobArea.TRASH, blob -> {
            var key = blob.findKey();
            if (key != null && key.kind() == BlobKind.LOST) lost.add(key.packName());
        });
        return lost;
    }

    /// The packs in any trash and those marked as lost. A trash that is gone when it is read is
    /// finished; whatever else goes wrong is thrown, because a writer must not rely on what may
    /// be condemned.
    public static Packs packs(BlobStore store) throws IOException {
        var condemned = new HashSet<Sha256>();
        var lost = new HashSet<Sha256>();
        for (var key : list(store)) {
            if (key.kind() == BlobKind.LOST) lost.add(key.packName());
            if (key.kind() == BlobKind.TRASH) addCondemned(store, key, condemned);
        }
        return new Packs(condemned, lost);
    }

    private static void addCondemned(BlobStore store, BlobKey key, Set<Sha256> condemned)
            throws IOException {
        try {
            for (var named : read(store, key)) {
                if (named.kind() == BlobKind.PACK) condemned.add(named.packName());
            }
        } catch (BlobMissingException e) {
            // That prune has finished meanwhile.
        }
    }
}
