package dev.holdfast.store.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStoreContract;
import dev.holdfast.sys.Unistd;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A local store on a disk that is full, read-only, or not its user's.
final class TroubledDiskTest {

    private static final Random RANDOM = Seeds.random("TroubledDiskTest");

    @TempDir
    Path directory = Path.of("");

    private boolean mounted;

    @AfterEach
    void unmount() throws Exception {
        if (mounted) assertEquals(0, run("umount", disk().toString()));
    }

    @Test
    void onAFullDiskAPutSaysSoAndLeavesNothingAndDeletingHelps() throws Exception {
        mountTmpfs();
        try (var store = LocalStore.create(disk().resolve("store"), "test")) {
            var stored = new ArrayList<BlobKey>();
            IOException thrown = null;
            while (thrown == null) {
                var bytes = bytes(100_000);
                var key = BlobStoreContract.pack(bytes);
                try {
                    var _ = store.putIfAbsent(key, BlobBody.of(bytes));
                    stored.add(key);
                } catch (IOException e) {
                    thrown = e;
                    assertTrue(String.valueOf(e.getMessage())
                            .startsWith("cannot store " + key + " in " + disk() + "/store: "
                                    + "no space left on device"));
                    assertEquals(null, store.findSize(key));
                }
            }
            assertTrue(stored.size() > 3);
            assertEquals(stored.size(), store.list(BlobArea.PACKS, null, 1000).size());
            try (var left = Files.list(disk().resolve("store/tmp"))) {
                assertEquals(List.of(disk().resolve("store/tmp/test.0.lock")), left.toList());
            }
            for (var key : stored) {
                assertEquals(key, BlobStoreContract.pack(store.get(key, 100_000)));
            }
            store.delete(stored.getFirst());
            var bytes = bytes(90_000);
            var _ = store.putIfAbsent(BlobStoreContract.pack(bytes), BlobBody.of(bytes));
        }
    }

    @Test
    void aReadOnlyDiskIsReadAndEveryChangeSaysSo() throws Exception {
        mountTmpfs();
        var bytes = bytes(1000);
        var key = BlobStoreContract.pack(bytes);
        try (var store = LocalStore.create(disk().resolve("store"), "test")) {
            var _ = store.putIfAbsent(key, BlobBody.of(bytes));
        }
        assertEquals(0, run("mount", "-o", "remount,ro", disk().toString()));
        try (var store = LocalStore.open(disk().resolve("store"), "test")) {
            assertArrayEquals(bytes, store.get(key, 1000));
            assertEquals(1, store.list(BlobArea.PACKS, null, 10).size());
            expectRefusal(
                    "read-only file system",
                    () -> store.putIfAbsent(BlobKey.descriptor(), BlobBody.of(bytes)));
            expectRefusal("read-only file system", () -> store.delete(key));
            store.removeLeftovers();
        }
        expectRefusal(
                "read-only file system",
                () -> LocalStore.create(disk().resolve("new"), "test").close());
    }

    @Test
    void aStoreOfSomebodyElseIsReadAndEveryChangeSaysSo() throws Exception {
        assumeFalse(
                Unistd.effectiveUser() == 0,
                "SKIPPED: root may write everywhere, so nothing is denied");
        var bytes = bytes(1000);
        var key = BlobStoreContract.pack(bytes);
        Files.createDirectory(disk());
        var root = disk().resolve("store");
        try (var store = LocalStore.create(root, "test")) {
            var _ = store.putIfAbsent(key, BlobBody.of(bytes));
        }
        var readOnly = PosixFilePermissions.fromString("r-x------");
        for (var path : List.of(root, root.resolve("packs"), root.resolve("tmp"))) {
            Files.setPosixFilePermissions(path, readOnly);
        }
        try (var store = LocalStore.open(root, "test")) {
            assertArrayEquals(bytes, store.get(key, 1000));
            expectRefusal(
                    "permission denied",
                    () -> store.putIfAbsent(BlobKey.descriptor(), BlobBody.of(bytes)));
        }
    }

    private static void expectRefusal(String why, Change change) {
        var thrown = assertThrows(IOException.class, change::run);
        var message = String.valueOf(thrown.getMessage());
        assertTrue(message.startsWith("cannot ") && message.contains(why), message);
    }

    private Path disk() {
        return directory.resolve("disk");
    }

    private void mountTmpfs() throws Exception {
        assumeTrue(Unistd.effectiveUser() == 0, "SKIPPED: only root can mount a disk to fill it");
        Files.createDirectory(disk());
        mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk().toString()) == 0;
        assumeTrue(mounted, "SKIPPED: no tmpfs can be mounted here");
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static byte[] bytes(int size) {
        var bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private interface Change {

        void run() throws IOException;
    }
}
