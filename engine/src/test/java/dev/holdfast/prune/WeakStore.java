package dev.holdfast.prune;

import dev.holdfast.store.BlobStore;
import dev.holdfast.store.ForwardingStore;

/// A store that says of itself that a late put may replace what is there.
final class WeakStore extends ForwardingStore {

    WeakStore(BlobStore store) {
        super(store);
    }

    @Override
    public boolean isExclusive() {
        return false;
    }
}
