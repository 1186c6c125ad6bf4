package dev.holdfast.repository;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.format.manifest.WriterMarker;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;

/// The markers under `writers/`: runs that write, or have died without a word.
public final class Writers {

    private Writers() {}

    /// All markers.
    ///
    /// @throws CorruptDataException if something else is there: nobody knows who relies on it
    public static SortedSet<WriterId> list(BlobStore store) throws IOException {
        var found = new TreeSet<WriterId>();
        store.scan(BlobArea.WRITERS, blob -> {
            var key = blob.findKey();
            if (key == null) {
                throw new CorruptDataException(Printable.of(blob.path())
                        + ": lies where writers announce themselves, and nobody knows what it is");
            }
            found.add(WriterId.parse(key.name()));
        });
        return found;
    }

    /// What a marker says, or null if it is gone.
    public static @Nullable WriterMarker find(BlobStore store, WriterId writer) throws IOException {
        var key = BlobKey.writer(writer);
        try {
            return WriterMarker.readFrom(key.path(), store.get(key, WriterMarker.SIZE_MAX));
        } catch (BlobMissingException e) {
            return null;
        }
    }
}
