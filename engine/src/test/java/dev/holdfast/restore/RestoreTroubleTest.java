package dev.holdfast.restore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.format.ByteString;
import dev.holdfast.repository.NoSuchSnapshotException;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.FailingStore;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.SysException;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A restore from a repository that lost something, and into a place with no room.
final class RestoreTroubleTest {

    private static final long LARGEST_CHUNK = 4 << 20;

    private final MemoryStore store = new MemoryStore();
    private ScratchDirectory scratch;
    private TestRepository repository;
    private Path tree;
    private Path target;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        scratch = ScratchDirectory.make();
        repository = new TestRepository(store, scratch.path().resolve("state"));
        tree = Files.createDirectory(scratch.path().resolve("tree"));
        target = scratch.path().resolve("target");
        RandomFiles.make(tree, Seeds.random("RestoreTroubleTest"));
        repository.backup(tree);
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
        scratch.close();
    }

    private Restores restores() {
        return new Restores(repository, scratch.path());
    }

    /// The largest blob is a pack of contents.
    private String packOfContents() {
        return store.contents().entrySet().stream()
                .filter(blob -> blob.getKey().startsWith("packs/"))
                .max(java.util.Comparator.comparingInt(blob -> blob.getValue().length))
                .orElseThrow()
                .getKey();
    }

    private void lose(String pack) {
        store.delete(Objects.requireNonNull(BlobKey.findPath(pack)));
    }

    @Test
    void oneFlippedByteInAPackCostsOnlyTheFilesOfItsChunkAndTheyAreListed() throws Exception {
        var pack = packOfContents();
        var bytes = Objects.requireNonNull(store.contents().get(pack)).clone();
        bytes[bytes.length / 2] ^= 1;
        store.plant(pack, bytes);
        var restore = restores();
        var summary = restore.run(target);
        assertFalse(summary.isWhole());
        assertExactlyTheListedFilesAreMissing(restore);
        long lost = 0;
        for (var notice : restore.notices) {
            long size = Files.size(tree.resolve(notice.path().toString()));
            if (size <= LARGEST_CHUNK) lost += size;
        }
        // The sealed segment with the byte may reach into two chunks.
        assertTrue(lost <= 2 * LARGEST_CHUNK, lost + " bytes are lost");
    }

    @Test
    void aMissingPackCostsItsFilesAndTheyAreListed() throws Exception {
        var pack = packOfContents();
        lose(pack);
        var restore = restores();
        var summary = restore.run(target);
        assertFalse(summary.isWhole());
        assertExactlyTheListedFilesAreMissing(restore);
    }

    /// Its pieces are written by several threads, and each meets damage of its own.
    @Test
    void aLargeFileWithDamagedPiecesIsToldOnceAndLeavesNothing() throws Exception {
        var large = new byte[20 << 20];
        Seeds.random("aLargeFileWithDamagedPieces").nextBytes(large);
        Files.write(tree.resolve("large"), large);
        repository.backup(tree);
        for (var blob : store.contents().entrySet()) {
            if (!blob.getKey().startsWith("packs/") || blob.getValue().length < 1 << 20) continue;
            var bytes = blob.getValue().clone();
            for (int at = 1 << 19; at < bytes.length; at += 1 << 20) bytes[at] ^= 1;
            store.plant(blob.getKey(), bytes);
        }
        var restore = restores();
        restore.run(target);
        assertExactlyTheListedFilesAreMissing(restore);
        var told = new HashSet<ByteString>();
        for (var notice : restore.notices) {
            assertTrue(told.add(notice.path()), "told twice: " + notice);
        }
        assertTrue(told.contains(ByteString.utf8("large")), told.toString());
    }

    @Test
    void aStoreThatFailsIsNotTakenForTheTarget() throws Exception {
        var random = Seeds.random("aStoreThatFails");
        var plain = repository.store;
        boolean failed = false;
        for (int round = 0; !(failed && Files.exists(target)); round++) {
            assertTrue(round < 200, "it never failed while files were written");
            Tool.run(scratch.path(), "rm", "-rf", target.toString()).get();
            var restore = restores();
            failed = false;
            try {
                repository.reopen(new FailingStore(plain, random, 0.01));
                restore.run(target);
            } catch (IOException e) {
                failed = true;
                assertTrue(String.valueOf(e.getMessage()).startsWith("on purpose, "), e.toString());
            }
            assertEquals(List.of(), restore.notices);
        }
        for (var file : regularFiles(target)) {
            assertArrayEquals(
                    Files.readAllBytes(tree.resolve(file)),
                    Files.readAllBytes(target.resolve(file)));
        }
    }

    @Test
    void aDamagedFileDoesNotReplaceWhatWasThere() throws Exception {
        restores().run(target);
        lose(packOfContents());
        var restore = restores();
        var summary = restore.run(target);
        assertEquals(1, summary.files(), "only the empty file needs no pack");
        for (var file : regularFiles(tree)) {
            assertArrayEquals(
                    Files.readAllBytes(tree.resolve(file)),
                    Files.readAllBytes(target.resolve(file)));
        }
    }

    @Test
    void aSnapshotThatIsForgottenMeanwhileEndsTheRestore() throws Exception {
        var manifest = repository.repository.snapshots().getLast();
        lose(packOfContents());
        try (var snapshot = repository.open(manifest, scratch.path());
                var job = RestoreJob.open(
                        snapshot, restores().request(target), new RestoreProgress(), _ -> {})) {
            job.plan();
            store.delete(BlobKey.manifest(manifest.manifest().snapshot()));
            assertThrows(NoSuchSnapshotException.class, job::run);
        }
    }

    @Test
    void aFullDiskEndsTheRestoreAndLeavesOnlyCompleteFiles() throws Exception {
        Files.createDirectory(target);
        var mounted = Tool.run(
                Path.of("/"), "mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", target.toString());
        Assumptions.assumeTrue(mounted.exitCode() == 0, "may not mount: no full disk is tested");
        try {
            var failure = assertThrows(SysException.class, () -> restores().run(target));
            assertTrue(failure.is(Errno.ENOSPC), failure.getMessage());
            var found = regularFiles(target);
            assertFalse(found.isEmpty());
            for (var file : found) {
                assertArrayEquals(
                        Files.readAllBytes(tree.resolve(file)),
                        Files.readAllBytes(target.resolve(file)),
                        file);
            }
        } finally {
            Tool.run(Path.of("/"), "umount", "--lazy", target.toString());
        }
    }

    private void assertExactlyTheListedFilesAreMissing(Restores restore) throws IOException {
        var listed = new HashSet<String>();
        for (var notice : restore.notices) listed.add(notice.path().toString());
        Set<String> missing = new HashSet<>(regularFiles(tree));
        missing.removeAll(regularFiles(target));
        assertEquals(missing, listed);
        for (var file : regularFiles(target)) {
            assertArrayEquals(
                    Files.readAllBytes(tree.resolve(file)),
                    Files.readAllBytes(target.resolve(file)),
                    file);
        }
    }

    private static List<String> regularFiles(Path below) throws IOException {
        var files = new ArrayList<String>();
        try (var all = Files.walk(below)) {
            all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .forEach(file -> files.add(
                            ByteString.utf8(below.relativize(file).toString()).toString()));
        }
        return files;
    }
}
