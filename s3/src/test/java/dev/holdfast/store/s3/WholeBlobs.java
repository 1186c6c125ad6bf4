package dev.holdfast.store.s3;

import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.Put;
import dev.holdfast.store.StoredBlob;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A store in S3Proxy's memory, without the files that S3Proxy is just writing. While a put is
/// under way it lists `name-UUID` too, which no other server here does; prune rightly stops
/// where such a name lies in `trash/`.
record WholeBlobs(BlobStore store) implements BlobStore {

    private static final Pattern UNDER_WAY =
            Pattern.compile(".*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        var whole = new ArrayList<StoredBlob>();
        var last = after;
        while (true) {
            int wanted = limit - whole.size();
            var page = store.list(area, last, wanted);
            for (var blob : page) {
                if (!UNDER_WAY.matcher(blob.path()).matches()) whole.add(blob);
            }
            if (page.size() < wanted || whole.size() == limit) return whole;
            last = page.getLast().path();
        }
    }

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
    public @Nullable Long findSize(BlobKey key) throws IOException {
        return store.findSize(key);
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        store.delete(key);
    }

    @Override
    public boolean isExclusive() throws IOException {
        return store.isExclusive();
    }

    @Override
    public void removeLeftovers() throws IOException {
        store.removeLeftovers();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
