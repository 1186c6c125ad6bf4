package dev.holdfast.store;

import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// A store that keeps every promise, in memory.
public final class MemoryStore implements BlobStore {

    private final ConcurrentSkipListMap<String, byte[]> blobs = new ConcurrentSkipListMap<>();

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        byte[] bytes;
        try (var in = body.open()) {
            bytes = in.readAllBytes();
        }
        if (bytes.length != body.size()) {
            throw new IOException(
                    "a body of %d bytes gave %d".formatted(body.size(), bytes.length));
        }
        var before = blobs.putIfAbsent(key.path(), bytes);
        if (before == null) return Put.STORED;
        if (before.length == bytes.length) return Put.EXISTED;
        throw new BlobExistsException(key, toString(), bytes.length, before.length);
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        return new ByteArrayInputStream(bytes(key));
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        var bytes = bytes(key);
        if (length > bytes.length - offset) {
            throw new CorruptDataException("%s has %d bytes, %d at %d were asked for"
                    .formatted(key, bytes.length, length, offset));
        }
        return new ByteArrayInputStream(bytes, (int) offset, (int) length);
    }

    @Override
    public @Nullable Long findSize(BlobKey key) {
        var bytes = blobs.get(key.path());
        return bytes == null ? null : Long.valueOf(bytes.length);
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit) {
        var prefix = area.prefix();
        boolean first = after == null || after.compareTo(prefix) < 0;
        return blobs.tailMap(first ? prefix : after, first).entrySet().stream()
                .takeWhile(blob -> blob.getKey().startsWith(prefix))
                .limit(limit)
                .map(blob -> new StoredBlob(blob.getKey(), blob.getValue().length))
                .toList();
    }

    @Override
    public void delete(BlobKey key) {
        blobs.remove(key.path());
    }

    @Override
    public void close() {}

    /// Everything that is stored, by path: for tests that compare.
    public Map<String, byte[]> contents() {
        return new TreeMap<>(blobs);
    }

    /// Puts bytes at any path, as somebody with access to the store could.
    public void plant(String path, byte[] bytes) {
        blobs.put(path, bytes);
    }

    /// Takes away what lies at any path.
    public void remove(String path) {
        blobs.remove(path);
    }

    /// A store with the same contents that goes its own way.
    public MemoryStore copy() {
        var copy = new MemoryStore();
        copy.blobs.putAll(blobs);
        return copy;
    }

    @Override
    public String toString() {
        return "memory";
    }

    private byte[] bytes(BlobKey key) throws IOException {
        var bytes = blobs.get(key.path());
        if (bytes == null) throw new BlobMissingException(key, toString());
        return bytes;
    }
}
