package dev.holdfast.store;

import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// Named immutable blobs, and five operations on them.
///
/// Every store is strongly consistent: what one call has put or deleted, every later get,
/// size and list of anybody sees. A blob is there whole or not at all, and durable before
/// its put returns. Any number of threads may use a store. Every operation may throw
/// [StoreUnavailableException] or another `IOException`; then its effect is unknown.
public interface BlobStore extends AutoCloseable {

    /// Stores a blob unless one of that name is there. What is there is never replaced.
    ///
    /// @throws BlobExistsException if a blob of another size has that name
    Put putIfAbsent(BlobKey key, BlobBody body) throws IOException;

    /// The whole blob, front to back.
    ///
    /// @throws BlobMissingException if there is none
    InputStream open(BlobKey key) throws IOException;

    /// `length` bytes of the blob from `offset` on, neither more nor fewer.
    ///
    /// @throws BlobMissingException if there is no such blob
    /// @throws CorruptDataException if it is shorter than that, at once or when the stream
    ///     gets there
    InputStream open(BlobKey key, long offset, long length) throws IOException;

    /// The blob's size in bytes, null if it is missing.
    @Nullable
    Long findSize(BlobKey key) throws IOException;

    /// At most `limit` blobs of an area whose path is greater than `after`, in ascending order
    /// of paths. Fewer than `limit` means that no more follow.
    List<StoredBlob> list(BlobArea area, @Nullable String after, int limit) throws IOException;

    /// Removes a blob. It is no failure that it is missing.
    void delete(BlobKey key) throws IOException;

    /// Whether of several puts of one name, late ones among them, exactly one can store: what
    /// fencing a writer relies on. A store that cannot know it tries it, at the cost of some
    /// requests, with a descriptor that is there; without one the answer is no.
    default boolean isExclusive() throws IOException {
        return true;
    }

    /// Whether it has turned out since the store was opened that it is not exclusive. Asks nothing.
    default boolean isKnownWeak() {
        return false;
    }

    /// Removes what interrupted puts of this store's owner have left behind, if the store
    /// leaves anything. Puts that are under way, here or in other processes, are left alone.
    default void removeLeftovers() throws IOException {}

    @Override
    void close() throws IOException;

    /// Fills `length` bytes of `target` from `position` on with a range of the blob.
    default void read(BlobKey key, long offset, byte[] target, int position, int length)
            throws IOException {
        try (var in = open(key, offset, length)) {
            int read = in.readNBytes(target, position, length);
            if (read != length) {
                throw new CorruptDataException("%s ends %d bytes before byte %d"
                        .formatted(key, length - read, offset + length));
            }
        }
    }

    /// The whole of a small blob.
    ///
    /// @throws CorruptDataException if it has more than `sizeMax` bytes
    default byte[] get(BlobKey key, int sizeMax) throws IOException {
        try (var in = open(key)) {
            var bytes = in.readNBytes(sizeMax);
            if (bytes.length == sizeMax && in.read() >= 0) {
                throw new CorruptDataException("%s has more than %d bytes".formatted(key, sizeMax));
            }
            return bytes;
        }
    }

    /// Gives every blob of an area to `visitor`, in ascending order of paths, in the caller's
    /// thread. What fits in one page is one call of [#list].
    default void scan(BlobArea area, Visitor visitor) throws IOException {
        new AreaScan(this, area, PAGE_LIMIT, pagesAtOnce(), visitor).run();
    }

    /// How many pages [#scan] may ask for at once: more than one where an answer is waited for.
    default int pagesAtOnce() {
        return 1;
    }

    /// How many blobs [#scan] asks for at a time: what S3 gives at most.
    int PAGE_LIMIT = 1000;

    /// Who is shown each blob of a listing.
    @FunctionalInterface
    interface Visitor {

        void visit(StoredBlob blob) throws IOException;
    }
}
