package dev.holdfast.store.local;

import dev.holdfast.store.BlobStore;
import dev.holdfast.store.BlobStoreContract;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/// A local store keeps its promises also where there are no hard links, as on FAT.
final class RenamingStoreTest extends BlobStoreContract {

    @TempDir
    Path directory = Path.of("");

    @Override
    protected BlobStore store() throws IOException {
        NewDirectory.make(directory.resolve("store"));
        return LocalStore.open(directory.resolve("store"), "test", Naming.RENAME);
    }
}
