package dev.holdfast.repository;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Brings what people said of snapshots, pins and edited tags, to a repository with the same
/// keys. No key is needed: a mark is copied as it is sealed.
///
/// Pins are only added. Edited tags of the source replace those of the target; a snapshot
/// whose tags nobody has edited in the source keeps what it has in the target.
public final class MarkCopies {

    private final Repository source;
    private final Repository target;

    public MarkCopies(Repository source, Repository target) {
        this.source = source;
        this.target = target;
    }

    /// Copies the pins and tags of these snapshots, which the target has, and returns how many
    /// it did not have. A snapshot that is forgotten meanwhile is left out.
    public int copy(Collection<SnapshotId> snapshots) throws IOException {
        int copied = 0;
        var pinned = list(source.store(), BlobArea.PINS);
        var marked = list(source.store(), BlobArea.MARKS);
        pinned.retainAll(snapshots);
        marked.retainAll(snapshots);
        if (!pinned.isEmpty()) pinned.removeAll(list(target.store(), BlobArea.PINS));
        for (var snapshot : pinned) {
            if (pin(snapshot)) copied++;
        }
        for (var snapshot : marked) {
            if (mark(BlobKey.mark(snapshot))) copied++;
        }
        return copied;
    }

    private static Set<SnapshotId> list(BlobStore store, BlobArea area) throws IOException {
        var found = new HashSet<SnapshotId>();
        store.scan(area, blob -> {
            var key = blob.findKey();
            if (key != null) found.add(key.snapshot());
        });
        return found;
    }

    private boolean pin(SnapshotId snapshot) throws IOException {
        try {
            Marks.of(target).pin(snapshot);
            return true;
        } catch (NoSuchSnapshotException e) {
            // Forgotten there meanwhile: there is nothing to pin.
            return false;
        }
    }

    /// As [Marks#replaceTags]: what a crash in the middle leaves, the next copy makes good.
    private boolean mark(BlobKey key) throws IOException {
        var wanted = find(source.store(), key);
        if (wanted == null) return false;
        var there = find(target.store(), key);
        if (Arrays.equals(wanted, there)) return false;
        if (there != null) target.store().delete(key);
        var _ = target.store().putIfAbsent(key, BlobBody.of(wanted));
        var stored = find(target.store(), key);
        if (!Arrays.equals(wanted, stored)) {
            throw new IOException("%s: is %s in %s after %s was put there"
                    .formatted(key, digest(stored), target.store(), digest(wanted)));
        }
        return true;
    }

    private static String digest(byte @Nullable [] bytes) {
        return bytes == null ? "missing" : Sha256.hash(bytes).hex();
    }

    private static byte @Nullable [] find(BlobStore store, BlobKey key) throws IOException {
        try {
            return store.get(key, Marks.STORED_SIZE_MAX);
        } catch (BlobMissingException e) {
            return null;
        }
    }
}
