package dev.holdfast.sys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/// What the calls do, as far as Java's own file API can say it too.
class SysTest {

    private static final ByteString FILE = ByteString.utf8("file");

    private ScratchDirectory scratch;
    private Path path;
    private Fd directory;

    @BeforeEach
    void open() throws IOException {
        scratch = ScratchDirectory.make();
        path = scratch.path();
        directory =
                Fcntl.open(ByteString.utf8(path.toString()), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
        scratch.close();
    }

    @Test
    void aStatSaysWhatJavaSays() throws IOException {
        Files.write(path.resolve("file"), new byte[12345]);
        var attributes = Files.readAttributes(path.resolve("file"), "unix:*");
        var stat = SysStat.stat(directory, FILE);
        assertEquals(12345, stat.size());
        assertEquals(attributes.get("mode"), stat.mode());
        assertEquals(attributes.get("ino"), stat.inode());
        assertEquals(String.valueOf(attributes.get("uid")), String.valueOf(stat.uid()));
        assertEquals(String.valueOf(attributes.get("gid")), String.valueOf(stat.gid()));
        assertEquals(1, stat.links());
        var mtime = Files.getLastModifiedTime(path.resolve("file")).toInstant();
        assertEquals(mtime.getEpochSecond(), stat.mtimeSeconds());
        assertEquals(mtime.getNano(), stat.mtimeNanos());
        try (var file = Fcntl.openat(directory, FILE, Fcntl.O_RDONLY)) {
            assertEquals(stat, SysStat.stat(file));
        }
        assertNull(SysStat.find(directory, ByteString.utf8("none")));
    }

    @Test
    void aFailureKeepsCallPathAndErrno() {
        var name = ByteString.utf8("no\nsuch");
        var e = assertThrows(
                SysException.class, () -> Fcntl.openat(directory, name, Fcntl.O_RDONLY));
        assertTrue(e.is(Errno.ENOENT));
        assertEquals("no\\nsuch: no such file or directory (openat: ENOENT)", e.getMessage());
        assertEquals("openat", e.call());
        var full = e.at(ByteString.utf8("there").child(name));
        assertEquals(
                "there/no\\nsuch: no such file or directory (openat: ENOENT)", full.getMessage());
    }

    @Test
    void aClosedDescriptorIsRefusedAndClosingTwiceIsNot() throws IOException {
        var fd = Fcntl.open(ByteString.utf8("/"), Fcntl.O_RDONLY);
        fd.close();
        fd.close();
        assertFalse(fd.isOpen());
        assertThrows(IllegalStateException.class, () -> SysStat.stat(fd));
    }

    @Test
    void namesWithNulAndNamesTooLongAreRefused() {
        var nul = ByteString.of(new byte[] {'a', 0, 'b'});
        assertThrows(IllegalArgumentException.class, () -> SysStat.find(directory, nul));
        var tooLong = ByteString.utf8("x".repeat(5000));
        var e = assertThrows(SysException.class, () -> SysStat.find(directory, tooLong));
        assertTrue(e.is(Errno.ENAMETOOLONG));
    }

    @Test
    void noFollowRefusesASymbolicLink() throws IOException {
        Files.createSymbolicLink(path.resolve("file"), Path.of("/etc/passwd"));
        var e = assertThrows(
                SysException.class,
                () -> Fcntl.openat(directory, FILE, Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW));
        assertTrue(e.is(Errno.ELOOP));
        assertTrue(SysStat.stat(directory, FILE).isSymlink());
        assertEquals(ByteString.utf8("/etc/passwd"), Unistd.readlinkat(directory, FILE));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        var random = Seeds.random("whatIsWrittenIsRead");
        var bytes = new byte[700_001];
        random.nextBytes(bytes);
        int flags = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL;
        try (var file = Fcntl.openat(directory, FILE, flags, 0600)) {
            Unistd.pwrite(file, bytes, 1, bytes.length - 1, 10);
            var read = new byte[bytes.length + 50];
            int length = 0;
            for (int n; (n = Unistd.read(file, read, length, read.length - length)) > 0; ) {
                length += n;
            }
            assertEquals(bytes.length + 9, length);
            assertArrayEquals(
                    Arrays.copyOfRange(bytes, 1, bytes.length),
                    Arrays.copyOfRange(read, 10, length));
            assertEquals(5, Unistd.pread(file, read, 0, 5, 100));
            assertEquals(bytes[91], read[0]);
            assertEquals(0, Unistd.pread(file, read, 0, 5, 1 << 30));
            Unistd.ftruncate(file, 3);
            Unistd.fsync(file);
            file.closeWritten();
        }
        assertEquals(3, Files.size(path.resolve("file")));
        assertThrows(
                SysException.class,
                () -> Fcntl.openat(directory, FILE, flags, 0600),
                "O_EXCL lets nothing through that is there");
    }

    @Test
    void holesAreWhereTheyAre() throws IOException {
        int flags = Fcntl.O_RDWR | Fcntl.O_CREAT;
        try (var file = Fcntl.openat(directory, FILE, flags, 0600)) {
            Unistd.ftruncate(file, 1 << 20);
            assertEquals(-1, Unistd.findData(file, 0));
            assertEquals(0, Unistd.findHole(file, 0));
            Unistd.pwrite(file, new byte[] {1}, 0, 1, 1 << 19);
            assumeTrue(SysStat.stat(file).mayHaveHoles(), "no holes on this file system");
            assertEquals(1 << 19, Unistd.findData(file, 0));
            assertTrue(Unistd.findHole(file, 1 << 19) > 1 << 19);
            assertEquals(-1, Unistd.findData(file, (1 << 19) + 65536));
        }
    }

    @Test
    void namesOfAnyBytesAreListed() throws IOException {
        var expected = new HashSet<ByteString>();
        for (int b = 1; b < 256; b++) {
            if (b == '/' || b == '.') continue;
            var name = ByteString.of(new byte[] {(byte) b, 'x'});
            SysStat.mknodat(directory, name, Stat.S_IFREG | 0600, 0);
            expected.add(name);
        }
        for (int i = 0; i < 5000; i++) {
            var name = ByteString.utf8("%d-%s".formatted(i, "n".repeat(i % 240)));
            SysStat.mknodat(directory, name, Stat.S_IFREG | 0600, 0);
            expected.add(name);
        }
        for (var dots : List.of("...", "..x", ".x", ".. ")) {
            SysStat.mkdirat(directory, ByteString.utf8(dots), 0700);
            expected.add(ByteString.utf8(dots));
        }
        var names = Dirent.names(directory);
        assertEquals(expected.size(), names.size());
        assertEquals(expected, new HashSet<>(names));
        assertEquals(expected, new HashSet<>(Dirent.names(directory)), "read again");
    }

    @Test
    void attributesAreSetFoundListedAndRemoved() throws IOException {
        var name = ByteString.utf8("user.holdfast");
        var value = ByteString.of(new byte[] {0, 1, (byte) 255});
        try (var file = Fcntl.openat(directory, FILE, Fcntl.O_RDWR | Fcntl.O_CREAT, 0600)) {
            assertEquals(List.of(), SysXattr.list(file));
            assertNull(SysXattr.find(file, name));
            SysXattr.set(file, name, value);
            assertEquals(value, SysXattr.find(file, name));
            assertEquals(List.of(name), SysXattr.list(file));
            SysXattr.set(file, name, ByteString.EMPTY);
            assertEquals(ByteString.EMPTY, SysXattr.find(file, name));
            try (var place = Fcntl.openat(directory, FILE, Fcntl.O_PATH)) {
                SysXattr.set(place, name, value);
                assertEquals(value, SysXattr.find(place, name));
                assertEquals(List.of(name), SysXattr.list(place));
                SysXattr.remove(place, name);
            }
            SysXattr.remove(file, name);
            assertEquals(List.of(), SysXattr.list(file));
        }
    }

    @Test
    void timesKeepNanosecondsAndYearsBeforeTheEpoch() throws IOException {
        Unistd.symlinkat(ByteString.utf8("nowhere"), directory, ByteString.utf8("link"));
        SysStat.mknodat(directory, FILE, Stat.S_IFREG | 0600, 0);
        for (var name : List.of(FILE, ByteString.utf8("link"))) {
            int flags = Fcntl.O_PATH | Fcntl.O_NOFOLLOW;
            try (var place = Fcntl.openat(directory, name, flags)) {
                SysStat.setModified(place, -12345, 987654321);
                var stat = SysStat.stat(directory, name);
                assertEquals(-12345, stat.mtimeSeconds());
                assertEquals(987654321, stat.mtimeNanos());
            }
        }
    }

    @Test
    void devicesKeepLargeNumbers() throws IOException {
        assumeTrue(Unistd.effectiveUser() == 0, "only root makes devices");
        long rdev = 4095L << 32 | 1048575;
        SysStat.mknodat(directory, FILE, Stat.S_IFBLK | 0600, rdev);
        var stat = SysStat.stat(directory, FILE);
        assertEquals(rdev, stat.rdev());
        assertEquals(4095, stat.rdevMajor());
        assertEquals(1048575, stat.rdevMinor());
    }

    @Test
    void anUnnamedFileGetsANameAndReplacesNothing() throws IOException {
        var here = ByteString.utf8(".");
        int flags = Fcntl.O_RDWR | Fcntl.O_TMPFILE;
        try (var file = Fcntl.openat(directory, here, flags, 0600)) {
            Unistd.pwrite(file, new byte[] {42}, 0, 1, 0);
            assertEquals(List.of(), Dirent.names(directory));
            Unistd.link(file, directory, FILE);
            var e = assertThrows(SysException.class, () -> Unistd.link(file, directory, FILE));
            assertTrue(e.is(Errno.EEXIST));
        }
        assertArrayEquals(new byte[] {42}, Files.readAllBytes(path.resolve("file")));
    }

    @Test
    void namesAreRenamedAndRemoved() throws IOException {
        var other = ByteString.utf8("other");
        Files.createFile(path.resolve("file"));
        Files.createFile(path.resolve("other"));
        Unistd.renameat(directory, FILE, directory, other);
        assertEquals(List.of(other), Dirent.names(directory));
        Unistd.unlinkat(directory, other);
        SysStat.mkdirat(directory, other, 0755);
        Unistd.rmdirat(directory, other);
        assertEquals(List.of(), Dirent.names(directory));
    }

    @Test
    void ownersOfLinksAndPlacesAreChanged() throws IOException {
        assumeTrue(Unistd.effectiveUser() == 0, "only root gives files away");
        Unistd.symlinkat(ByteString.utf8("nowhere"), directory, FILE);
        int flags = Fcntl.O_PATH | Fcntl.O_NOFOLLOW;
        try (var place = Fcntl.openat(directory, FILE, flags)) {
            Unistd.chown(place, 4294967294L, -1);
        }
        assertEquals(4294967294L, SysStat.stat(directory, FILE).uid());
        assertEquals(
                0, Files.getAttribute(path.resolve("file"), "unix:gid", LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aFileSystemSaysWhatItIs() throws IOException {
        try (var proc = Fcntl.open(ByteString.utf8("/proc"), Fcntl.O_PATH)) {
            assertEquals(0x9fa0, SysVfs.fileSystemType(proc));
        }
    }

    @Test
    void aRefusedIoctlIsAnAnswer() throws IOException {
        try (var zero = Fcntl.open(ByteString.utf8("/dev/zero"), Fcntl.O_RDONLY)) {
            assertEquals(Ioctl.UNSUPPORTED, Ioctl.findFatAttributes(zero));
        }
    }

    @Test
    void anAccessControlListIsEncodedAsItWasDecoded() throws IOException {
        var acl = new PosixAcl(List.of(
                new PosixAcl.Entry(PosixAcl.USER_OBJ, 7, PosixAcl.NO_ID),
                new PosixAcl.Entry(PosixAcl.USER, 5, 4294967294L),
                new PosixAcl.Entry(PosixAcl.GROUP_OBJ, 0, PosixAcl.NO_ID),
                new PosixAcl.Entry(PosixAcl.MASK, 7, PosixAcl.NO_ID),
                new PosixAcl.Entry(PosixAcl.OTHER, 4, PosixAcl.NO_ID)));
        assertEquals(acl, PosixAcl.decode(acl.encode()));
        assertThrows(IOException.class, () -> PosixAcl.decode(ByteString.utf8("abcde")));
        assertThrows(IOException.class, () -> PosixAcl.decode(ByteString.EMPTY));
        var cut = acl.encode().substring(0, 11);
        assertThrows(IOException.class, () -> PosixAcl.decode(cut));
    }
}
