package dev.holdfast.store.local;

import dev.holdfast.store.BlobStore;
import dev.holdfast.store.BlobStoreContract;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

final class LocalStoreTest extends BlobStoreContract {

    @TempDir
    Path directory;

    @Override
    protected BlobStore store() throws IOException {
        return LocalStore.create(directory.resolve("store"), "test");
    }
}
