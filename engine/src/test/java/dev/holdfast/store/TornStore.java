package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// A store that lost some of what it was given: it reads back damaged bytes for the blobs
/// it was told to damage, and finds them as large as they are now.
public final class TornStore implements BlobStore {

    private final BlobStore store;
    private final Map<BlobKey, UnaryOperator<byte[]>> damages = new ConcurrentHashMap<>();

    public TornStore(BlobStore store) {
        this.store = store;
    }

    /// Keeps only the first `size` bytes of a blob.
    public void truncate(BlobKey key, int size) {
        damages.put(key, bytes -> Arrays.copyOf(bytes, Math.min(size, bytes.length)));
    }

    /// Flips one bit of a blob.
    public void flip(BlobKey key, long bit) {
        damages.put(key, bytes -> {
            var flipped = bytes.clone();
            flipped[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
            return flipped;
        });
    }

    /// Replaces a blob's bytes by zeros, as a file system may after a power failure.
    public void zero(BlobKey key) {
        damages.put(key, bytes -> new byte[bytes.length]);
    }

    /// Undoes all damage.
    public void heal() {
        damages.clear();
    }

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        return store.putIfAbsent(key, body);
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        return damages.containsKey(key) ? new ByteArrayInputStream(damaged(key)) : store.open(key);
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        if (!damages.containsKey(key)) return store.open(key, offset, length);
        var torn = new MemoryStore();
        torn.plant(key.path(), damaged(key));
        return torn.open(key, offset, length);
    }

    @Override
    public @Nullable Long findSize(BlobKey key) throws IOException {
        if (!damages.containsKey(key)) return store.findSize(key);
        return Long.valueOf(damaged(key).length);
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        var page = store.list(area, after, limit).toArray(StoredBlob[]::new);
        for (int i = 0; i < page.length; i++) {
            var key = page[i].findKey();
            if (key == null || !damages.containsKey(key)) continue;
            page[i] = new StoredBlob(page[i].path(), damaged(key).length);
        }
        return List.of(page);
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        store.delete(key);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private byte[] damaged(BlobKey key) throws IOException {
        try (var in = store.open(key)) {
            var bytes = in.readAllBytes();
            var damage = damages.get(key);
            return damage == null ? bytes : damage.apply(bytes);
        }
    }
}
