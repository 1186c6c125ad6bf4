package dev.holdfast.prune;

import dev.holdfast.format.Sha256;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.MemoryStore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A store in which a pack that nobody needs comes for each one that is deleted, as where others
/// back up and forget all the time.
final class BusyStore extends ForwardingStore {

    private final MemoryStore memory;

    BusyStore(MemoryStore memory) {
        super(memory);
        this.memory = memory;
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        super.delete(key);
        if (key.kind() != BlobKind.PACK) return;
        var next = Sha256.hash(key.path().getBytes(StandardCharsets.UTF_8));
        memory.plant(BlobKey.pack(next).path(), new byte[100]);
    }
}
