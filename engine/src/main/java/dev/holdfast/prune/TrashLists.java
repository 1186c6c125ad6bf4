package dev.holdfast.prune;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.BlobPaths;
import dev.holdfast.format.manifest.TrashId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.format.manifest.WriterList;
import dev.holdfast.repository.Trash;
import dev.holdfast.repository.Writers;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobExistsException;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// The lists under `trash/` and the markers under `writers/`, as prunes share them: whatever
/// list was there first rules. Marks of lost packs lie there too, and are none of them.
final class TrashLists {

    private final BlobStore store;

    TrashLists(BlobStore store) {
        this.store = store;
    }

    /// The trash of prunes that have not finished.
    List<TrashId> unfinished() throws IOException {
        var found = new ArrayList<TrashId>();
        for (var key : Trash.list(store)) {
            if (key.kind() == BlobKind.TRASH) found.add(id(key));
        }
        return found;
    }

    /// Removes verdicts and writers lists whose trash is gone. The trash was there before
    /// them, so that it is missing after they were listed says that it was finished.
    void removeRemnants() throws IOException {
        for (var key : Trash.list(store)) {
            boolean remnant = switch (key.kind()) {
                case TRASH_WRITERS, TRASH_VERDICT -> !exists(id(key));
                case DESCRIPTOR, KEY, PACK, DATABASE, MANIFEST, MARK, PIN, WRITER, TRASH, LOST ->
                    false;
            };
            if (remnant) store.delete(key);
        }
    }

    boolean exists(TrashId trash) throws IOException {
        return store.findSize(BlobKey.trash(trash)) != null;
    }

    void condemn(TrashId trash, Collection<BlobKey> candidates) throws IOException {
        var _ = store.putIfAbsent(BlobKey.trash(trash), BlobBody.of(page(candidates)));
    }

    /// What a trash has condemned, or null if it is finished.
    ///
    /// @throws CorruptDataException if it names what no prune may condemn
    @Nullable
    List<BlobKey> findCondemned(TrashId trash) throws IOException {
        var key = BlobKey.trash(trash);
        var condemned = find(key);
        if (condemned == null) return null;
        for (var named : condemned) {
            if (!Needed.isOfSnapshots(named)) {
                throw new CorruptDataException(key + ": condemns " + named);
            }
        }
        return condemned;
    }

    /// Proposes what may be deleted. The list that is there afterwards rules, whosever it is;
    /// null if none is, because another prune has finished the trash.
    @Nullable
    List<BlobKey> verdict(TrashId trash, Collection<BlobKey> proposal) throws IOException {
        var key = BlobKey.trashVerdict(trash);
        propose(key, page(proposal));
        return find(key);
    }

    /// The runs that a trash waits for. They are taken now if nobody has taken them: any
    /// listing after the trash was put is right. Null if another prune has finished it.
    @Nullable
    List<WriterId> writersOf(TrashId trash) throws IOException {
        var key = BlobKey.trashWriters(trash);
        var stored = findWriters(key);
        if (stored != null) return stored;
        propose(key, new WriterList(List.copyOf(Writers.list(store))).toByteArray());
        return findWriters(key);
    }

    /// Those of `writers` whose marker is still there.
    SortedSet<WriterId> remaining(Collection<WriterId> writers) throws IOException {
        var found = new TreeSet<WriterId>();
        for (var writer : writers) {
            if (store.findSize(BlobKey.writer(writer)) != null) found.add(writer);
        }
        return found;
    }

    /// Ends a trash: its list first, so that whoever sees the others still sees it too.
    void remove(TrashId trash) throws IOException {
        store.delete(BlobKey.trash(trash));
        store.delete(BlobKey.trashVerdict(trash));
        store.delete(BlobKey.trashWriters(trash));
    }

    private void propose(BlobKey key, byte[] page) throws IOException {
        try {
            var _ = store.putIfAbsent(key, BlobBody.of(page));
        } catch (BlobExistsException e) {
            // Another prune was first; its list is read next.
        }
    }

    private @Nullable List<BlobKey> find(BlobKey key) throws IOException {
        try {
            return Trash.read(store, key);
        } catch (BlobMissingException e) {
            return null;
        }
    }

    private @Nullable List<WriterId> findWriters(BlobKey key) throws IOException {
        try {
            return WriterList.readFrom(key.path(), store.get(key, WriterList.SIZE_MAX))
                    .writers();
        } catch (BlobMissingException e) {
            return null;
        }
    }

    private static byte[] page(Collection<BlobKey> keys) {
        return new BlobPaths(keys.stream().map(BlobKey::path).sorted().toList()).toByteArray();
    }

    private static TrashId id(BlobKey key) throws CorruptDataException {
        return TrashId.parse(key.name());
    }
}
