package dev.holdfast.source.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.Content;
import dev.holdfast.source.Notice;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.testkit.LoopDisk;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

class FileContentTest {

    private ScratchDirectory scratch;
    private Path directory;
    private Path file;
    private final List<Notice> notices = new ArrayList<>();

    @BeforeEach
    void make() throws IOException {
        scratch = ScratchDirectory.make();
        directory = scratch.path();
        file = directory.resolve("file");
    }

    @AfterEach
    void remove() throws IOException {
        scratch.close();
    }

    @Test
    void aFileThatStaysStillHasNotChanged() throws IOException {
        Files.writeString(file, "content");
        try (var content = open()) {
            assertEquals(ByteString.utf8("content"), ByteString.of(Walk.read(content)));
            assertNull(content.findChange());
        }
    }

    @Test
    void aFileThatGrowsIsReadToItsFormerEndAndSaysSo() throws IOException {
        Files.writeString(file, "content");
        try (var content = open()) {
            Files.writeString(file, " and more", StandardOpenOption.APPEND);
            assertEquals(ByteString.utf8("content"), ByteString.of(Walk.read(content)));
            assertEquals("grew from 7 to 16 bytes", content.findChange());
        }
    }

    @Test
    void aFileThatShrinksEndsEarlierAndSaysSo() throws IOException {
        Files.write(file, new byte[5000]);
        try (var content = open()) {
            assertEquals(1000, content.read(new byte[1000], 0, 1000));
            truncate(1200);
            assertEquals(200, Walk.read(content).length);
            assertEquals("shrank from 5,000 to 1,200 bytes", content.findChange());
        }
    }

    @Test
    void aFileThatIsOverwrittenSaysSo() throws Exception {
        Files.writeString(file, "content");
        try (var content = open()) {
            Thread.sleep(20); // the kernel's clock for files ticks every few milliseconds
            Files.writeString(file, "CONTENT");
            assertEquals("was written to", content.findChange());
        }
    }

    @Test
    void aFileWhoseTimeWasForgedSaysSo() throws Exception {
        Files.writeString(file, "content");
        var mtime = Files.getLastModifiedTime(file);
        try (var content = open()) {
            Thread.sleep(20);
            Files.writeString(file, "CONTENT");
            Files.setLastModifiedTime(file, mtime);
            assertEquals("its metadata changed", content.findChange());
        }
    }

    @Test
    void aFileThatIsRemovedOrReplacedWhileItIsReadHasNotChanged() throws Exception {
        Files.writeString(file, "content");
        try (var content = open()) {
            Thread.sleep(20);
            var other = Files.writeString(scratch.path().resolve("other"), "another");
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            assertEquals(ByteString.utf8("content"), ByteString.of(Walk.read(content)));
            assertNull(content.findChange());
        }
    }

    @Test
    void holesAreReadAsZeros() throws IOException {
        var random = Seeds.random("holesAreReadAsZeros");
        for (int round = 0; round < Seeds.repeat(20); round++) {
            Files.deleteIfExists(file);
            var expected = new byte[random.nextInt(3_000_000)];
            try (var out = new RandomAccessFile(file.toFile(), "rw")) {
                out.setLength(expected.length);
                for (int i = random.nextInt(6); i > 0 && expected.length > 0; i--) {
                    int at = random.nextInt(expected.length);
                    var piece =
                            new byte[random.nextInt(Math.min(50_000, expected.length - at) + 1)];
                    random.nextBytes(piece);
                    System.arraycopy(piece, 0, expected, at, piece.length);
                    out.seek(at);
                    out.write(piece);
                }
            }
            try (var content = open()) {
                assertArrayEquals(expected, Walk.read(content));
            }
        }
    }

    @Test
    void readingLeavesTheTimeOfLastAccessAlone() throws Exception {
        Files.writeString(file, "content");
        Tool.run(directory, "touch", "-a", "-d", "@1000", "file").get();
        try (var content = open()) {
            assertEquals(7, Walk.read(content).length);
        }
        assertEquals(
                "1000", Tool.run(directory, "stat", "-c", "%X", "file").get().strip());
    }

    /// As a file server does for a client that caches.
    @Test
    void aLeaseOfAnotherProgramIsWaitedFor() throws Exception {
        Files.writeString(file, "content");
        var script = """
                import fcntl, os, signal, sys, time
                fd = os.open(sys.argv[1], os.O_RDWR)
                signal.signal(signal.SIGIO, lambda *_: fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK))
                fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)
                print("held", flush=True)
                time.sleep(60)
                """;
        var holder = new ProcessBuilder("/usr/bin/python3", "-c", script, file.toString()).start();
        try (var said = holder.inputReader()) {
            assertEquals("held", said.readLine());
            try (var content = open()) {
                assertEquals(ByteString.utf8("content"), ByteString.of(Walk.read(content)));
            }
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertEquals(List.of(), notices);
    }

    @Test
    void metadataIsThatOfTheOpenFile() throws IOException {
        Files.writeString(file, "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        try (var content = open()) {
            Files.delete(file);
            assertEquals(0640, content.metadata().permissions());
            assertEquals(content.facts().mtime(), content.metadata().mtime());
        }
    }

    @Test
    void attributesBeyondWhatAnArchiveHoldsAreDroppedWithANotice() throws Exception {
        try (var disk = LoopDisk.mountOrSkip("xfs", scratch.path().resolve("xfs"))) {
            directory = disk.directory();
            file = directory.resolve("file");
            Files.writeString(file, "content");
            var script = """
                    import os, sys
                    for i in range(20):
                        os.setxattr(sys.argv[1], "user.%02d" % i, bytes(65536))
                    """;
            Tool.run(directory, "/usr/bin/python3", "-c", script, file.toString())
                    .get();
            try (var content = open()) {
                assertEquals(15, content.metadata().xattrs().size());
                assertEquals(
                        "user.14", content.metadata().xattrs().getLast().name().toString());
            }
            assertEquals(5, notices.size());
            assertEquals(Notice.Kind.TRUNCATED, notices.getFirst().kind());
        }
    }

    private void truncate(long size) throws IOException {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(size);
        }
    }

    private Content open() throws IOException {
        try (var cursor = Walk.tree(directory, FileTreeOptions.ALL).open(notices::add)) {
            for (var event = cursor.next(); event != null; event = cursor.next()) {
                if (event instanceof SourceEvent.Item(var entry)
                        && entry.name().toString().equals("file")) {
                    var content = entry.open();
                    assertNotNull(content);
                    return content;
                }
            }
        }
        throw new AssertionError("no file");
    }
}
