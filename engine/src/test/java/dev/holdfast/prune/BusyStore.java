package dev.holdfast.prune;

import dev.holdfast.format.Sha256;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.store.Put;
import dev.holdfast.store.StoredBlob;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A store in which a pack that nobody needs comes for each one that is deleted, as where others
/// back up and forget all the time.
record BusyStore(MemoryStore store) implements BlobStore {

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        return store.putIfAbsent(key, body);
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        return store.open(key);
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        return store.open(key, offset, length);
    }

    @Override
    public @Nullable Long findSize(BlobKey key) {
        return store.findSize(key);
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit) {
        return store.list(area, after, limit);
    }

    @Override
    public void delete(BlobKey key) {
        store.delete(key);
        if (key.kind() != BlobKind.PACK) return;
        var next = Sha256.hash(key.path().getBytes(StandardCharsets.UTF_8));
        store.plant(BlobKey.pack(next).path(), new byte[100]);
    }

    @Override
    public void close() {}
}
