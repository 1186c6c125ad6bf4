package dev.holdfast.store.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStoreContract;
import dev.holdfast.store.Put;
import dev.holdfast.store.StoreMissingException;
import dev.holdfast.store.StoreUnavailableException;
import dev.holdfast.store.StoredBlob;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

final class LocalStoreTest extends BlobStoreContract {

    @TempDir
    Path directory = Path.of("");

    private final Random random = Seeds.random("LocalStoreTest");

    @Override
    protected LocalStore store() throws IOException {
        return LocalStore.create(root(), "test");
    }

    private Path root() {
        return directory.resolve("store");
    }

    @Test
    void blobsAreFilesUnderTheirPathsAndNothingElseStays() throws IOException {
        try (var store = store()) {
            var snapshot = SnapshotId.random(random);
            for (var key :
                    List.of(BlobKey.descriptor(), pack(bytes(1)), BlobKey.manifest(snapshot))) {
                var bytes = bytes(1000);
                var _ = store.putIfAbsent(key, BlobBody.of(bytes));
                assertArrayEquals(bytes, Files.readAllBytes(root().resolve(key.path())));
            }
        }
        assertEquals(3, files().size());
    }

    @Test
    void aFailedPutLeavesNoTemporaryFile() throws IOException {
        try (var store = store()) {
            BlobBody failing = new BlobBody() {
                @Override
                public long size() {
                    return 10;
                }

                @Override
                public InputStream open() throws IOException {
                    throw new IOException("on purpose");
                }
            };
            assertThrows(IOException.class, () -> store.putIfAbsent(pack(bytes(1)), failing));
            Thread.currentThread().interrupt();
            assertThrows(
                    InterruptedIOException.class,
                    () -> store.putIfAbsent(pack(bytes(1)), BlobBody.of(bytes(10))));
            assertTrue(Thread.interrupted());
        }
        assertEquals(List.of(), files());
    }

    @Test
    void leftoversAreRemovedByTheirOwnerOnlyAndAreNeverListed() throws IOException {
        try (var store = store()) {
            var _ = store.putIfAbsent(pack(bytes(1)), BlobBody.of(bytes(1)));
            var tmp = root().resolve("tmp");
            for (var name : List.of(
                    "test.0",
                    "test.17",
                    "test.7.0",
                    "test.8.0",
                    "test.8.lock",
                    "test2.0",
                    "other.0")) {
                Files.writeString(tmp.resolve(name), "left by a crash");
            }
            var _ = store.putIfAbsent(pack(bytes(2)), BlobBody.of(bytes(2)));
            for (var area : BlobArea.values()) {
                store.scan(area, blob -> assertFalse(blob.path().contains("tmp")));
            }
            store.removeLeftovers();
            try (var left = Files.list(tmp)) {
                assertEquals(
                        List.of("other.0", "test.0.lock", "test2.0"),
                        left.map(path -> path.getFileName().toString()).sorted().toList());
            }
        }
    }

    @Test
    void whatAnotherProcessOfTheOwnerIsWritingIsLeftAlone() throws Exception {
        var key = pack(bytes(1));
        var begun = new CountDownLatch(1);
        var removed = new CountDownLatch(1);
        try (var writer = store();
                var other = LocalStore.open(root(), "test");
                var threads = Executors.newSingleThreadExecutor()) {
            var put = threads.submit(() -> writer.putIfAbsent(key, new BlobBody() {
                @Override
                public long size() {
                    return 1;
                }

                @Override
                public InputStream open() throws IOException {
                    begun.countDown();
                    try {
                        removed.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return new ByteArrayInputStream(bytes(1));
                }
            }));
            begun.await();
            other.removeLeftovers();
            // It takes names of its own.
            var _ = other.putIfAbsent(pack(bytes(2)), BlobBody.of(bytes(2)));
            removed.countDown();
            assertEquals(Put.STORED, put.get());
        }
        assertEquals(List.of(), children(root().resolve("tmp")));
    }

    @Test
    void theNamesOfADeadProcessAreTakenAgainOnceTheyAreRemoved() throws Exception {
        var tmp = root().resolve("tmp");
        try (var store = store()) {
            Files.createDirectory(tmp);
            Files.writeString(tmp.resolve("test.0.lock"), "");
            Files.writeString(tmp.resolve("test.0.0"), "left by a crash");
            var _ = store.putIfAbsent(pack(bytes(1)), BlobBody.of(bytes(1)));
            assertEquals(List.of("test.0.0", "test.0.lock", "test.1.lock"), children(tmp));
            store.removeLeftovers();
            assertEquals(List.of("test.1.lock"), children(tmp));
        }
        assertEquals(List.of(), children(tmp));
    }

    private static List<String> children(Path directory) throws IOException {
        try (var children = Files.list(directory)) {
            return children.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aStoreIsForItsOwnerAloneAndNewFilesFollowItsPermissions() throws IOException {
        var key = pack(bytes(1));
        try (var store = store()) {
            var _ = store.putIfAbsent(key, BlobBody.of(bytes(1)));
        }
        assertEquals("rwx------", permissions(root()));
        assertEquals("rwx------", permissions(root().resolve("packs")));
        assertEquals("r--------", permissions(root().resolve(key.path())));

        var shared = Files.createDirectory(directory.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-x---"));
        try (var store = LocalStore.create(shared, "test")) {
            var _ = store.putIfAbsent(key, BlobBody.of(bytes(1)));
        }
        assertEquals("rwxr-x---", permissions(shared.resolve("packs")));
        assertEquals("r--r-----", permissions(shared.resolve(key.path())));
    }

    @Test
    void aDirectoryInUseDoesNotBecomeAStore() throws IOException {
        var used = Files.createDirectory(directory.resolve("used"));
        Files.writeString(used.resolve("letter\n.txt"), "dear");
        var thrown = assertThrows(
                IOException.class, () -> LocalStore.create(used, "test").close());
        assertEquals(used + " is not empty: letter\\n.txt", thrown.getMessage());
        assertThrows(
                IOException.class,
                () -> LocalStore.create(used.resolve("letter\n.txt"), "test").close());

        try (var store = store()) {
            var _ = store.putIfAbsent(BlobKey.descriptor(), BlobBody.of(bytes(1)));
        }
        var again = assertThrows(IOException.class, () -> store().close());
        assertEquals("there is a repository in " + root() + " already", again.getMessage());
    }

    @Test
    void anAttemptThatDiedBeforeTheDescriptorIsTakenUp() throws IOException {
        try (var store = store()) {
            var _ = store.putIfAbsent(BlobKey.key(bytes(1)), BlobBody.of(bytes(1)));
        }
        try (var store = store()) {
            assertEquals(1, store.list(BlobArea.KEYS, null, 10).size());
        }
    }

    @Test
    void parentDirectoriesAreMade() throws IOException {
        var deep = directory.resolve("a/b/c");
        LocalStore.create(deep, "test").close();
        LocalStore.open(deep, "test").close();
        LocalStore.create(directory.resolve("a/./b/../d/"), "test").close();
        assertTrue(Files.isDirectory(directory.resolve("a/d")));
    }

    @Test
    void aDirectoryThatIsNotThereIsNoStore() throws IOException {
        var missing = directory.resolve("missing");
        var thrown = assertThrows(
                StoreMissingException.class,
                () -> LocalStore.open(missing, "test").close());
        assertEquals("there is no directory " + missing, thrown.getMessage());
        var file = Files.writeString(directory.resolve("file"), "");
        assertThrows(
                StoreMissingException.class, () -> LocalStore.open(file, "test").close());
    }

    @Test
    void aStoreThatWasRemovedIsNotTakenForAnEmptyOne() throws IOException {
        var key = pack(bytes(1));
        try (var store = store()) {
            var _ = store.putIfAbsent(key, BlobBody.of(bytes(1)));
            delete(root());
            Files.createDirectories(root());
            assertThrows(StoreUnavailableException.class, () -> store.findSize(key));
            assertThrows(StoreUnavailableException.class, () -> store.open(key).close());
            assertThrows(
                    StoreUnavailableException.class, () -> store.list(BlobArea.PACKS, null, 1));
            assertThrows(StoreUnavailableException.class, () -> store.delete(key));
            assertThrows(
                    StoreUnavailableException.class,
                    () -> store.putIfAbsent(key, BlobBody.of(bytes(1))));
        }
    }

    @Test
    void noSymbolicLinkBelowTheStoreIsFollowed() throws IOException {
        var key = pack(bytes(1));
        var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        var secret = Files.writeString(elsewhere.resolve(key.packName().hex()), "secret");
        try (var store = store()) {
            Files.createDirectories(root().resolve(key.path()).getParent());
            Files.createSymbolicLink(root().resolve(key.path()), secret);
            assertThrows(IOException.class, () -> store.open(key).close());
            assertThrows(IOException.class, () -> store.findSize(key));
            assertThrows(IOException.class, () -> store.list(BlobArea.PACKS, null, 10));
            assertThrows(IOException.class, () -> store.putIfAbsent(key, BlobBody.of(bytes(6))));
            assertThrows(IOException.class, () -> store.delete(key));

            delete(root().resolve("packs"));
            Files.createDirectory(root().resolve("packs"));
            Files.createSymbolicLink(root().resolve(key.path()).getParent(), elsewhere);
            assertThrows(IOException.class, () -> store.open(key).close());
            assertThrows(IOException.class, () -> store.putIfAbsent(key, BlobBody.of(bytes(6))));
            assertThrows(IOException.class, () -> store.delete(key));
            assertThrows(IOException.class, () -> store.list(BlobArea.PACKS, null, 10));
        }
        assertEquals("secret", Files.readString(secret));
    }

    @Test
    void aStoreMayBeReachedThroughASymbolicLink() throws IOException {
        store().close();
        var link = Files.createSymbolicLink(directory.resolve("link"), root());
        try (var store = LocalStore.open(link, "test")) {
            var _ = store.putIfAbsent(pack(bytes(1)), BlobBody.of(bytes(1)));
        }
        assertEquals(1, files().size());
    }

    @Test
    void foreignNamesAreListedInTheOrderOfTheirBytes() throws IOException {
        try (var store = store()) {
            var trash = root().resolve("trash");
            Files.createDirectories(trash.resolve("a"));
            Files.writeString(trash.resolve("a/x"), "12");
            Files.writeString(trash.resolve("a-b"), "1");
            Files.writeString(trash.resolve("ä\u001b"), "123");
            Files.writeString(trash.resolve("z"), "");
            var expected = List.of(
                    new StoredBlob("trash/a-b", 1),
                    new StoredBlob("trash/a/x", 2),
                    new StoredBlob("trash/z", 0),
                    new StoredBlob("trash/\u00c3\u00a4\u001b", 3));
            assertEquals(expected, store.list(BlobArea.TRASH, null, 10));
            for (int i = 0; i < expected.size(); i++) {
                var after = expected.get(i).path();
                assertEquals(
                        expected.subList(i + 1, expected.size()),
                        store.list(BlobArea.TRASH, after, 10));
                assertNull(expected.get(i).findKey());
            }
        }
    }

    @Test
    void aBlobThatBecameShorterIsDamageAndNotTheEndOfAStream() throws IOException {
        var key = pack(bytes(1));
        try (var store = store()) {
            var _ = store.putIfAbsent(key, BlobBody.of(bytes(1 << 20)));
            var file = root().resolve(key.path());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            try (var in = store.open(key)) {
                assertEquals(1000, in.readNBytes(1000).length);
                Files.write(file, bytes(5000));
                assertThrows(CorruptDataException.class, in::readAllBytes);
            }
            assertThrows(
                    CorruptDataException.class,
                    () -> store.open(key, 0, 1 << 20).close());
        }
    }

    @Test
    void twoStoresOnOneDirectorySeeEachOther() throws IOException {
        try (var one = store();
                var two = LocalStore.open(root(), "second")) {
            for (int i = 0; i < 20; i++) {
                var snapshot = SnapshotId.random(random);
                var key = BlobKey.manifest(snapshot);
                var _ = one.putIfAbsent(key, BlobBody.of(bytes(i)));
                assertEquals(i, two.findSize(key));
                two.delete(key);
                assertThrows(BlobMissingException.class, () -> one.open(key).close());
                // The directory went with its last blob, and the first store made it.
                var _ = one.putIfAbsent(key, BlobBody.of(bytes(3)));
                one.delete(key);
            }
        }
    }

    @Test
    void putsAndDeletesOfOneSnapshotAtOnceNeverFail() throws Exception {
        var key = BlobKey.manifest(SnapshotId.random(random));
        var failures = new ArrayList<Throwable>();
        try (var store = store()) {
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 4; t++) {
                boolean puts = t % 2 == 0;
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        for (int i = 0; i < 200; i++) {
                            if (puts) {
                                var _ = store.putIfAbsent(key, BlobBody.of(new byte[10]));
                            } else {
                                store.delete(key);
                            }
                        }
                    } catch (IOException | RuntimeException e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                }));
            }
            for (var thread : threads) thread.join();
        }
        assertEquals(List.of(), failures);
    }

    private String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private List<Path> files() throws IOException {
        try (var tree = Files.walk(root())) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
