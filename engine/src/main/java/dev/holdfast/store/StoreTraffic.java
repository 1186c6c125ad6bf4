package dev.holdfast.store;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What went to and from a store so far. Progress reads it while others count.
public final class StoreTraffic {

    private final Map<StoreCall, LongAdder> calls = new EnumMap<>(StoreCall.class);
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    public StoreTraffic() {
        for (var call : StoreCall.values()) calls.put(call, new LongAdder());
    }

    /// Calls to the store; a page of a listing is one.
    public long requests() {
        return calls.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /// Calls of one kind.
    public long requests(StoreCall call) {
        return counter(call).sum();
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

    void request(StoreCall call) {
        counter(call).increment();
    }

    void send(long bytes) {
        sent.add(bytes);
    }

    void receive(long bytes) {
        received.add(bytes);
    }

    private LongAdder counter(StoreCall call) {
        var counter = calls.get(call);
        if (counter == null) throw new IllegalStateException("nobody counts " + call);
        return counter;
    }
}
