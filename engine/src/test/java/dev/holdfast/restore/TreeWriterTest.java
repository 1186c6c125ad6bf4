package dev.holdfast.restore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.Timestamp;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.Unistd;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.SmallDisk;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

class TreeWriterTest {

    private static final Timestamp TIME = new Timestamp(1_000_000_000, 123);

    private ScratchDirectory scratch;
    private Path target;
    private Path outside;
    private Fd fd;
    private TreeWriter writer;
    private final List<RestoreNotice> notices = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void make() throws IOException {
        scratch = ScratchDirectory.make();
        outside = Files.createDirectory(scratch.path().resolve("outside"));
        Files.writeString(outside.resolve("precious"), "precious");
        open(Files.createDirectory(scratch.path().resolve("target")), Owners.NONE, true);
    }

    @AfterEach
    void remove() throws IOException {
        closeWriter();
        scratch.close();
    }

    @Test
    void aNameThatLeadsElsewhereIsRefused() {
        var root = writer.root();
        for (var bad : List.of("", ".", "..", "/", "a/b", "../x", "/etc/x", "a\0b")) {
            var name = name(bad);
            var plain = FileType.REGULAR;
            assertRefused(() -> root.file(name, metadata(plain)));
            assertRefused(() -> root.directory(name));
            assertRefused(() -> root.symlink(name, name("x"), metadata(FileType.SYMLINK)));
            assertRefused(() -> root.special(name, metadata(FileType.FIFO)));
            assertRefused(() -> root.device(name, metadata(FileType.CHARACTER_DEVICE), 1, 3));
            assertRefused(() -> root.hardlink(name, root, name("x")));
            assertRefused(() -> root.hardlink(name("x"), root, name));
            assertRefused(() -> root.remove(name));
            assertRefused(() -> root.find(name));
        }
        assertEquals(List.of(), names(target));
    }

    @Test
    void noSymbolicLinkIsFollowedToADirectory() throws IOException {
        Files.createSymbolicLink(target.resolve("link"), outside);
        var e = assertThrows(IOException.class, () -> writer.root().directory(name("link")));
        assertTrue(e.toString().contains(": link: "), e.toString());
        assertEquals(List.of("precious"), names(outside));
    }

    @Test
    void aSymbolicLinkInTheWayOfAFileIsReplacedNotFollowed() throws IOException {
        Files.createSymbolicLink(target.resolve("file"), outside.resolve("precious"));
        write(writer.root(), "file", "mine");
        assertFalse(Files.isSymbolicLink(target.resolve("file")));
        assertEquals("mine", Files.readString(target.resolve("file")));
        assertEquals("precious", Files.readString(outside.resolve("precious")));
    }

    @Test
    void aDirectoryThatWasExchangedIsNoticed() throws IOException {
        var directory = writer.root().directory(name("directory"));
        forgetDescriptors();
        Files.move(target.resolve("directory"), outside.resolve("moved"));
        Files.createSymbolicLink(target.resolve("directory"), outside);
        assertThrows(IOException.class, () -> write(directory, "file", "mine"));
        Files.delete(target.resolve("directory"));
        Files.createDirectory(target.resolve("directory"));
        var e = assertThrows(IOException.class, () -> write(directory, "file", "mine"));
        assertEquals("directory: was replaced while it was written to", e.getMessage());
        assertEquals(List.of("moved", "precious"), names(outside));
    }

    @Test
    void onlyRegularFilesInsideCanBeLinkedTo() throws IOException {
        var root = writer.root();
        Files.createSymbolicLink(target.resolve("link"), outside.resolve("precious"));
        Files.createDirectory(target.resolve("directory"));
        assertThrows(IOException.class, () -> root.hardlink(name("x"), root, name("link")));
        assertThrows(IOException.class, () -> root.hardlink(name("x"), root, name("directory")));
        assertThrows(IOException.class, () -> root.hardlink(name("x"), root, name("none")));
        write(root, "file", "mine");
        assertTrue(root.hardlink(name("x"), root, name("file")));
        assertTrue(root.hardlink(name("x"), root, name("file")), "again");
        assertEquals(List.of("directory", "file", "link", "x"), names(target));
        assertEquals(2, Files.getAttribute(target.resolve("x"), "unix:nlink"));
        assertEquals(1, Files.getAttribute(outside.resolve("precious"), "unix:nlink"));
    }

    @Test
    void aFileThatIsNotFinishedLeavesNothingAndTheOldOneStays() throws IOException {
        Files.writeString(target.resolve("file"), "old");
        try (var file = file("file")) {
            file.write(0, bytes("new"), 0, 3);
            assertEquals("old", Files.readString(target.resolve("file")));
            assertEquals(List.of("file"), names(target));
        }
        assertEquals(List.of("file"), names(target));
        assertEquals("old", Files.readString(target.resolve("file")));
    }

    @Test
    void aFinishedFileReplacesTheOldOneInOneStep() throws IOException {
        Files.writeString(target.resolve("file"), "old");
        for (var text : List.of("one", "two")) {
            try (var file = file("file")) {
                file.write(0, bytes(text), 0, 3);
                file.finish(3);
            }
            assertEquals(List.of("file"), names(target));
            assertEquals(text, Files.readString(target.resolve("file")));
            assertEquals(0640, permissions("file"));
            assertEquals(
                    1_000_000_000_000L,
                    Files.getLastModifiedTime(target.resolve("file")).toMillis());
        }
    }

    @Test
    void aDirectoryInTheWayOfAFileStaysAndNothingIsLeft() throws IOException {
        Files.createDirectory(target.resolve("file"));
        Files.createFile(target.resolve("file/inside"));
        try (var file = file("file")) {
            var e = assertThrows(SysException.class, () -> file.finish(0));
            assertTrue(e.toString().contains(": file: is a directory"), e.toString());
        }
        assertThrows(
                IOException.class,
                () -> writer.root().symlink(name("file"), name("x"), metadata(FileType.SYMLINK)));
        assertEquals(List.of("file"), names(target));
        assertEquals(List.of("inside"), names(target.resolve("file")));
    }

    @Test
    void aFullDiskFailsTheFileAndLeavesNothing() throws Exception {
        try (var disk = SmallDisk.tryMount(scratch.path().resolve("small"), 1 << 20)) {
            if (disk == null) {
                abort("SKIPPED: nothing can be mounted here");
                return;
            }
            open(disk.directory(), Owners.NONE, true);
            var megabytes = new byte[2 << 20];
            new Random(1).nextBytes(megabytes);
            try (var file = file("file")) {
                var e = assertThrows(
                        SysException.class, () -> file.write(0, megabytes, 0, megabytes.length));
                assertTrue(e.is(Errno.ENOSPC));
                assertEquals("file: no space left on device (pwrite: ENOSPC)", e.getMessage());
            }
            assertEquals(List.of(), names(target));
            closeWriter();
        }
    }

    @Test
    void piecesComeInAnyOrder() throws IOException {
        var random = Seeds.random("piecesComeInAnyOrder");
        for (int round = 0; round < Seeds.repeat(20); round++) {
            var content = new byte[random.nextInt(300_000)];
            for (int i = random.nextInt(4); i > 0; i--) fillSomewhere(content, random);
            var starts = new ArrayList<Integer>();
            int step = 1 + random.nextInt(20_000);
            for (int start = 0; start < content.length; start += step) starts.add(start);
            Collections.shuffle(starts, random);
            try (var file = writer.root().file(name("file"), metadata(FileType.REGULAR))) {
                for (int start : starts) {
                    file.write(start, content, start, Math.min(step, content.length - start));
                }
                file.finish(content.length);
            }
            assertArrayEquals(content, Files.readAllBytes(target.resolve("file")));
        }
    }

    @Test
    void blocksOfZerosBecomeHolesOnlyIfWanted() throws IOException {
        var content = new byte[1 << 20];
        content[1 << 19] = 1;
        for (boolean sparse : List.of(true, false)) {
            open(target, Owners.NONE, sparse);
            try (var file = writer.root().file(name("file"), metadata(FileType.REGULAR))) {
                file.write(0, content, 0, content.length);
                file.finish(content.length);
            }
            var found = writer.root().find(name("file"));
            assertNotNull(found);
            assertEquals(sparse, found.mayHaveHoles());
            assertArrayEquals(content, Files.readAllBytes(target.resolve("file")));
        }
    }

    @Test
    void aFileShorterThanWhatWasWrittenIsAMistake() throws IOException {
        try (var file = writer.root().file(name("file"), metadata(FileType.REGULAR))) {
            file.write(0, bytes("four"), 0, 4);
            assertThrows(IllegalStateException.class, () -> file.finish(3));
        }
        assertEquals(List.of(), names(target));
    }

    @Test
    void whatIsRemovedIsRemovedWithAllThatIsInsideAndNothingElse() throws Exception {
        Files.createDirectories(target.resolve("tree/sub/deep"));
        Files.createSymbolicLink(target.resolve("tree/sub/link"), outside);
        Files.createSymbolicLink(target.resolve("tree/file link"), outside.resolve("precious"));
        Files.writeString(target.resolve("tree/sub/file"), "x");
        Files.createSymbolicLink(target.resolve("link"), outside);
        writer.root().remove(name("tree"));
        writer.root().remove(name("link"));
        writer.root().remove(name("none"));
        assertEquals(List.of(), names(target));
        assertEquals(List.of("precious"), names(outside));
    }

    @Test
    void aTreeThatIsTooDeepForPathsIsWrittenAndRemoved() throws Exception {
        long before = descriptors();
        var directory = writer.root();
        var all = new ArrayList<TargetDirectory>();
        for (int i = 0; i < 2000; i++) {
            directory = directory.directory(name("d".repeat(100)));
            all.add(directory);
        }
        write(directory, "bottom", "bottom");
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).finish(metadata(FileType.DIRECTORY));
            assertTrue(descriptors() - before < 200);
        }
        var found = Tool.run(target, "find", ".", "-name", "bottom").get();
        assertEquals(2000 * 101 + ".//bottom".length(), found.length());
        writer.root().remove(all.getFirst().name());
        assertEquals(List.of(), names(target));
    }

    @Test
    void nothingIsRemovedThatIsMounted() throws Exception {
        Files.createDirectories(target.resolve("tree/mounted"));
        try (var disk = SmallDisk.tryMount(target.resolve("tree/mounted"), 1 << 20)) {
            assumeTrue(disk != null, "nothing can be mounted here");
            Files.writeString(target.resolve("tree/mounted/file"), "x");
            var e = assertThrows(IOException.class, () -> writer.root().remove(name("tree")));
            assertEquals("tree/mounted: is mounted there and is not removed", e.getMessage());
            assertEquals(List.of("file"), names(target.resolve("tree/mounted")));
            closeWriter();
        }
    }

    @Test
    void manyThreadsWriteManyDirectories() throws Exception {
        var directories = new ArrayList<TargetDirectory>();
        for (int i = 0; i < 400; i++) {
            var outer = writer.root().directory(name("" + i % 20));
            directories.add(outer.directory(name("" + i)));
        }
        long before = descriptors();
        var next = new AtomicInteger();
        var failures = Collections.synchronizedList(new ArrayList<Throwable>());
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 8; t++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int i; (i = next.getAndIncrement()) < 4000; ) {
                        write(directories.get(i * 7919 % 400), "file" + i, "content " + i);
                    }
                } catch (IOException | RuntimeException | Error e) {
                    failures.add(e);
                }
            }));
        }
        for (var thread : threads) thread.join();
        assertEquals(List.of(), failures);
        assertTrue(descriptors() - before < 200);
        for (int i = 0; i < 4000; i++) {
            int d = i * 7919 % 400;
            var path = target.resolve(d % 20 + "/" + d + "/file" + i);
            assertEquals("content " + i, Files.readString(path));
        }
    }

    @Test
    void rightsOfAnotherUserAreNotLentOut() throws IOException {
        assumeTrue(Unistd.effectiveUser() == 0, "only root could");
        long mode = FileType.REGULAR.bits() | 06755;
        try (var file = writer.root().file(name("suid"), Metadata.plain(mode, 1000, 1000, TIME))) {
            file.finish(0);
        }
        assertEquals(0755, permissions("suid"));
        assertEquals(List.of(RestoreNotice.Kind.MODE), kinds());
        open(target, Owners.NUMERIC, true);
        try (var file = writer.root().file(name("suid"), Metadata.plain(mode, 1000, 1000, TIME))) {
            file.finish(0);
        }
        assertEquals(06755, permissions("suid"));
    }

    @Test
    void aFileSystemThatKeepsLittleLosesNothingUntold() throws Exception {
        var mounted = Files.createDirectory(scratch.path().resolve("ramfs"));
        var done = Tool.run(scratch.path(), "mount", "-t", "ramfs", "ramfs", mounted.toString());
        assumeTrue(done.exitCode() == 0, "nothing can be mounted here");
        try {
            var original = Files.createDirectory(scratch.path().resolve("original"));
            Tool.run(
                            original,
                            "sh",
                            "-e",
                            "-c",
                            "touch f g; setfattr -n user.a -v b f; chattr +d f; "
                                    + "setcap cap_net_raw+ep f; chmod 600 g; setfacl -m u:1:rwx g")
                    .get();
            var said = TreeCopy.run(original, mounted.resolve("copy"), Owners.NUMERIC);
            var kinds = said.restoreNotices().stream().map(RestoreNotice::kind).toList();
            assertTrue(
                    kinds.containsAll(List.of(
                            RestoreNotice.Kind.ATTRIBUTE, RestoreNotice.Kind.CAPABILITY,
                            RestoreNotice.Kind.FLAG, RestoreNotice.Kind.ACL)),
                    said.toString());
            // The group's bits were the list's mask; without the list they are the group's own.
            assertEquals(
                    0600, (int) Files.getAttribute(mounted.resolve("copy/g"), "unix:mode") & 07777);
        } finally {
            Tool.run(scratch.path(), "umount", "--lazy", mounted.toString());
        }
    }

    @Test
    void aLinkSaysWhatItSaidWhereverThatLeads() throws IOException {
        var said = name("../outside/precious");
        assertTrue(writer.root().symlink(name("link"), said, metadata(FileType.SYMLINK)));
        assertTrue(writer.root().symlink(name("link"), said, metadata(FileType.SYMLINK)), "again");
        assertEquals(
                "../outside/precious",
                Files.readSymbolicLink(target.resolve("link")).toString());
        assertEquals(
                1_000_000_000_000L,
                Files.getLastModifiedTime(target.resolve("link"), LinkOption.NOFOLLOW_LINKS)
                        .toMillis());
        assertEquals("precious", Files.readString(outside.resolve("precious")));
    }

    @Test
    void whatIsThereCanBeLookedAt() throws IOException {
        Files.writeString(target.resolve("file"), "12345");
        var found = writer.root().find(name("file"));
        assertNotNull(found);
        assertEquals(5, found.size());
        assertNull(writer.root().find(name("none")));
        assertEquals(List.of(name("file")), writer.root().names());
    }

    /// So many others are opened that nothing from before is still open.
    private void forgetDescriptors() throws IOException {
        var many = writer.root().directory(name("many"));
        for (int i = 0; i < 200; i++) many.directory(name("" + i));
    }

    private void open(Path directory, Owners owners, boolean sparse) throws IOException {
        if (writer != null) closeWriter();
        target = directory;
        fd = Fcntl.open(name(directory.toString()), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
        var options = new TreeWriterOptions(owners, sparse, new Random(7));
        writer = TreeWriter.open(fd, options, notices::add);
    }

    private void closeWriter() throws IOException {
        if (!fd.isOpen()) return;
        writer.finish();
        writer.close();
        fd.close();
    }

    private TargetFile file(String name) throws IOException {
        return writer.root().file(name(name), metadata(FileType.REGULAR));
    }

    private static void write(TargetDirectory directory, String name, String text)
            throws IOException {
        var bytes = bytes(text);
        try (var file = directory.file(name(name), metadata(FileType.REGULAR))) {
            file.write(0, bytes, 0, bytes.length);
            file.finish(bytes.length);
        }
    }

    private static void fillSomewhere(byte[] content, Random random) {
        if (content.length == 0) return;
        int start = random.nextInt(content.length);
        int length = Math.min(content.length - start, random.nextInt(50_000));
        for (int i = 0; i < length; i++) content[start + i] = (byte) random.nextInt();
    }

    private static Metadata metadata(FileType type) {
        int permissions =
                type == FileType.DIRECTORY ? 0750 : type == FileType.SYMLINK ? 0777 : 0640;
        return Metadata.plain(type.bits() | permissions, 0, 0, TIME);
    }

    private int permissions(String name) throws IOException {
        return (int) Files.getAttribute(target.resolve(name), "unix:mode") & 07777;
    }

    private List<RestoreNotice.Kind> kinds() {
        return notices.stream().map(RestoreNotice::kind).toList();
    }

    private interface Attempt {

        void run() throws IOException;
    }

    private static void assertRefused(Attempt attempt) {
        assertThrows(IllegalArgumentException.class, attempt::run);
    }

    private static ByteString name(String name) {
        return ByteString.utf8(name);
    }

    private static byte[] bytes(String text) {
        return ByteString.utf8(text).toByteArray();
    }

    private static List<String> names(Path directory) {
        try (var names = Files.list(directory)) {
            return names.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
