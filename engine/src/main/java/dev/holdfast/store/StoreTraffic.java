package dev.holdfast.store;

import java.util.concurrent.atomic.LongAdder;

/// What went to and from a store so far. Progress reads it while others count.
public final class StoreTraffic {

    private final LongAdder requests = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    /// Calls to the store; a page of a listing is one.
    public long requests() {
        return requests.sum();
    }

    /// Bytes of bodies handed to puts, those of puts that failed or found their blob there
    /// included.
    public long sent() {
        return sent.sum();
    }

    /// Bytes of blobs that were read.
    public long received() {
        return received.sum();
    }

    void request() {
        requests.increment();
    }

    void send(long bytes) {
        sent.add(bytes);
    }

    void receive(long bytes) {
        received.add(bytes);
    }
}
