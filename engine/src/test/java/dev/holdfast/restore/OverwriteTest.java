package dev.holdfast.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.TreeJudges;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// What happens to what is in the target already.
final class OverwriteTest {

    private ScratchDirectory scratch;
    private TestRepository repository;
    private Path tree;
    private Path target;

    @BeforeEach
    void restoreOnce() throws IOException, InterruptedException {
        scratch = ScratchDirectory.make();
        repository = new TestRepository(new MemoryStore(), scratch.path().resolve("state"));
        tree = scratch.path().resolve("tree");
        target = scratch.path().resolve("target");
        Files.createDirectories(tree.resolve("sub"));
        Files.writeString(tree.resolve("a"), "alpha");
        Files.writeString(tree.resolve("sub/b"), "beta");
        Files.createSymbolicLink(tree.resolve("sub/s"), Path.of("b"));
        repository.backup(tree);
        restores().run(target);
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
        scratch.close();
    }

    private Restores restores() {
        return new Restores(repository, scratch.path());
    }

    private void assertRestored() throws IOException, InterruptedException {
        // The target was there and keeps its own time.
        var differences = TreeJudges.rsync(tree, target).stream()
                .filter(line -> !line.endsWith(" ./"))
                .toList();
        assertEquals(List.of(), differences);
    }

    @Test
    void alwaysWritesEveryFileAnew() throws Exception {
        var time = Files.getLastModifiedTime(target.resolve("a"));
        Files.writeString(target.resolve("a"), "ALPHA");
        Files.setLastModifiedTime(target.resolve("a"), time);
        assertEquals(2, restores().run(target).files());
        assertRestored();
    }

    @Test
    void ifChangedReadsNothingForEqualFilesAndMendsTheirMetadata() throws Exception {
        Files.setPosixFilePermissions(
                target.resolve("a"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(target.resolve("sub/b"), "something else");
        var summary = restores().overwrite(Overwrite.IF_CHANGED).run(target);
        assertEquals(1, summary.files());
        assertEquals(1, summary.planned().metadataOnly());
        assertRestored();
    }

    @Test
    void aFileWithANameOutsideTheTargetIsNeverChangedInPlace() throws Exception {
        var outside = scratch.path().resolve("outside");
        Files.createLink(outside, target.resolve("a"));
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxrwxrwx"));
        restores().overwrite(Overwrite.IF_CHANGED).run(target);
        assertRestored();
        assertEquals(
                "rwxrwxrwx", PosixFilePermissions.toString(Files.getPosixFilePermissions(outside)));
    }

    @Test
    void ifNewerLeavesWhatWasModifiedLater() throws Exception {
        Files.writeString(target.resolve("a"), "later");
        Files.setLastModifiedTime(target.resolve("a"), FileTime.fromMillis(4_000_000_000_000L));
        Files.writeString(target.resolve("sub/b"), "earlier");
        Files.setLastModifiedTime(target.resolve("sub/b"), FileTime.fromMillis(1000));
        restores().overwrite(Overwrite.IF_NEWER).run(target);
        assertEquals("later", Files.readString(target.resolve("a")));
        assertEquals("beta", Files.readString(target.resolve("sub/b")));
    }

    @Test
    void neverTouchesNothingAndAddsWhatIsMissing() throws Exception {
        Files.writeString(target.resolve("a"), "mine");
        Files.delete(target.resolve("sub/b"));
        restores().overwrite(Overwrite.NEVER).run(target);
        assertEquals("mine", Files.readString(target.resolve("a")));
        assertEquals("beta", Files.readString(target.resolve("sub/b")));
    }

    @Test
    void deletingLeavesExactlyTheSnapshotAndFollowsNoLink() throws Exception {
        var outside = Files.createDirectory(scratch.path().resolve("outside"));
        Files.writeString(outside.resolve("precious"), "kept");
        Files.createDirectories(target.resolve("surplus/deep"));
        Files.writeString(target.resolve("surplus/deep/file"), "");
        Files.createSymbolicLink(target.resolve("sub/link"), outside);
        Files.delete(target.resolve("a"));
        Files.createDirectories(target.resolve("a/full"));
        var estimate = restores().delete().plan(target);
        assertEquals(3, estimate.removals());
        assertTrue(Files.exists(target.resolve("surplus/deep/file")), "a plan removes nothing");
        restores().delete().run(target);
        assertRestored();
        assertEquals("kept", Files.readString(outside.resolve("precious")));
    }

    @Test
    void withoutDeletingADirectoryInTheWayStaysAndIsTold() throws Exception {
        Files.delete(target.resolve("a"));
        Files.createDirectories(target.resolve("a/full"));
        var restore = restores();
        assertFalse(restore.run(target).isWhole());
        assertTrue(Files.isDirectory(target.resolve("a/full")));
        assertEquals(RestoreNotice.Kind.MISSING, restore.notices.getFirst().kind());
    }

    @Test
    void aLinkWhereADirectoryBelongsIsReplacedAndNotFollowed() throws Exception {
        var outside = Files.createDirectory(scratch.path().resolve("outside"));
        restores().delete().run(target);
        Files.delete(target.resolve("sub/b"));
        Files.delete(target.resolve("sub/s"));
        Files.delete(target.resolve("sub"));
        Files.createSymbolicLink(target.resolve("sub"), outside);
        restores().run(target);
        assertTrue(Files.isDirectory(target.resolve("sub"), LinkOption.NOFOLLOW_LINKS));
        assertRestored();
        try (var files = Files.list(outside)) {
            assertEquals(0, files.count());
        }
        // With modes that replace nothing, everything below is left out and told.
        Files.delete(target.resolve("sub/b"));
        Files.delete(target.resolve("sub/s"));
        Files.delete(target.resolve("sub"));
        Files.createSymbolicLink(target.resolve("sub"), outside);
        var careful = restores().overwrite(Overwrite.NEVER);
        assertFalse(careful.run(target).isWhole());
        try (var files = Files.list(outside)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void anExistingTargetKeepsItsOwnMetadata() throws Exception {
        var other = Files.createDirectory(scratch.path().resolve("other"));
        var mode = PosixFilePermissions.fromString("rwxrwx-wx");
        Files.setPosixFilePermissions(other, mode);
        restores().run(other);
        assertEquals(mode, Files.getPosixFilePermissions(other));
        assertEquals("alpha", Files.readString(other.resolve("a")));
    }
}
