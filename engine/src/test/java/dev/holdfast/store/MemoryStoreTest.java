package dev.holdfast.store;

final class MemoryStoreTest extends BlobStoreContract {

    @Override
    protected BlobStore store() {
        return new MemoryStore();
    }
}
