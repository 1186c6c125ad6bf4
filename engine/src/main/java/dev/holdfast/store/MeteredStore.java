package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.LongConsumer;

/// Counts what goes to and from a store.
public final class MeteredStore extends ForwardingStore {

    private final StoreTraffic traffic;

    public MeteredStore(BlobStore store, StoreTraffic traffic) {
        super(store);
        this.traffic = traffic;
    }

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        traffic.request(StoreCall.PUT);
        return store.putIfAbsent(key, new CountedBody(body, traffic));
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        traffic.request(StoreCall.GET);
        return counted(store.open(key), traffic::receive);
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        traffic.request(StoreCall.GET);
        return counted(store.open(key, offset, length), traffic::receive);
    }

    @Override
    public @Nullable Long findSize(BlobKey key) throws IOException {
        traffic.request(StoreCall.SIZE);
        return store.findSize(key);
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        traffic.request(StoreCall.LIST);
        return store.list(area, after, limit);
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        traffic.request(StoreCall.DELETE);
        store.delete(key);
    }

    private static InputStream counted(InputStream in, LongConsumer counter) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                if (value >= 0) counter.accept(1);
                return value;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = super.read(target, offset, length);
                if (read > 0) counter.accept(read);
                return read;
            }
        };
    }

    private record CountedBody(BlobBody body, StoreTraffic traffic) implements BlobBody {

        @Override
        public long size() {
            return body.size();
        }

        @Override
        public InputStream open() throws IOException {
            return counted(body.open(), traffic::send);
        }

        @Override
        public InputStream peek() throws IOException {
            return body.peek();
        }
    }
}
