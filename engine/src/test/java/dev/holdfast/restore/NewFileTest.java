package dev.holdfast.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.Timestamp;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Unistd;
import dev.holdfast.testkit.LoopDisk;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// What a new file has before anybody gives it anything, and what it is called.
final class NewFileTest {

    private static final byte[] NEW = {'n', 'e', 'w'};

    private final List<RestoreNotice> notices = Collections.synchronizedList(new ArrayList<>());
    private ScratchDirectory scratch;
    private Path target;
    private Fd fd;
    private TreeWriter writer;

    @BeforeEach
    void make() throws IOException {
        scratch = ScratchDirectory.make();
        open(Files.createDirectory(scratch.path().resolve("target")), Owners.NONE);
    }

    @AfterEach
    void remove() throws IOException {
        closeWriter();
        scratch.close();
    }

    /// The second and third file are written with what was learnt from the first.
    @Test
    void whatADirectoryHandsOnIsTakenFromEveryFileInIt() throws Exception {
        assumeTrue(Unistd.effectiveUser() == 0, "only root changes owners");
        open(target, Owners.NUMERIC);
        var plain = Files.createDirectory(target.resolve("plain"));
        var handing = Files.createDirectory(target.resolve("handing"));
        Tool.run(handing, "chown", "7:7", ".").get();
        Tool.run(handing, "chmod", "2777", ".").get();
        var acl = Tool.run(handing, "setfacl", "-d", "-m", "u:5:rwx,g:6:rwx", ".");
        assumeTrue(acl.exitCode() == 0, "no access control lists here");
        boolean flagged = Tool.run(handing, "chattr", "+Ad", ".").exitCode() == 0;
        for (var below : List.of(plain, handing)) {
            var directory = writer.root().directory(name(below.getFileName().toString()));
            for (int mode : new int[] {0640, 0666, 0444, 0640, 04755, 0000, 0002}) {
                for (int owner : new int[] {0, 7, 1000}) {
                    var made = name(mode + "-" + owner);
                    try (var file = directory.file(made, metadata(mode, owner))) {
                        file.finish(0);
                    }
                }
            }
        }
        assertEquals(List.of(), notices);
        var listing = new String[] {
            "sh", "-c", "stat -c '%n %a %u %g %Y' *; getfacl -n *; test -z \"$0\" || lsattr", ""
        };
        if (flagged) listing[3] = "y";
        assertEquals(Tool.run(plain, listing).get(), Tool.run(handing, listing).get());
        var told = Tool.run(plain, "sh", "-c", "stat -c '%n %a %u %g' *").get();
        assertTrue(told.contains("438-1000 666 1000 1000\n"), told);
        assertTrue(told.contains("2541-7 4755 7 7\n"), told);
        assertTrue(told.contains("0-0 0 0 0\n"), told);
    }

    /// FAT knows no files without a name.
    @Test
    void aFileSystemThatNeedsNamesKeepsTheSamePromises() throws Exception {
        try (var disk = LoopDisk.mountOrSkip("vfat", scratch.path().resolve("disk"))) {
            open(disk.directory(), Owners.NONE);
            Files.writeString(target.resolve("file"), "old");
            long next = new Random(7).nextLong();
            for (int i = 0; i < 3; i++, next++) {
                var taken = ".holdfast-%016x.part".formatted(next);
                Files.createFile(target.resolve(taken));
            }
            try (var file = writer.root().file(name("file"), metadata(0644, 0))) {
                file.write(0, NEW, 0, 3);
                assertEquals("old", Files.readString(target.resolve("file")));
                assertEquals(5, names(target).size());
            }
            assertEquals(4, names(target).size());
            try (var file = writer.root().file(name("file"), metadata(0644, 0))) {
                file.write(0, NEW, 0, 3);
                file.finish(3);
            }
            assertEquals("new", Files.readString(target.resolve("file")));
            assertEquals(4, names(target).size());
            closeWriter();
        }
    }

    private void open(Path directory, Owners owners) throws IOException {
        if (writer != null) closeWriter();
        target = directory;
        fd = Fcntl.open(name(directory.toString()), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
        var options = new TreeWriterOptions(owners, true, new Random(7));
        writer = TreeWriter.open(fd, options, notices::add);
    }

    private void closeWriter() throws IOException {
        if (!fd.isOpen()) return;
        writer.finish();
        writer.close();
        fd.close();
    }

    private static ByteString name(String text) {
        return ByteString.utf8(text);
    }

    private static Metadata metadata(int mode, int owner) {
        var time = new Timestamp(1_000_000_000, 123);
        return Metadata.plain(FileType.REGULAR.bits() | mode, owner, owner, time);
    }

    private static List<String> names(Path directory) throws IOException {
        try (var all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }
}
