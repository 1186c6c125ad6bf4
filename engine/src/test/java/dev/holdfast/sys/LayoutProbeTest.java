package dev.holdfast.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/// Every constant and offset written down by hand is what this machine's C compiler says.
class LayoutProbeTest {

    private static final String HEADERS = """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <fcntl.h>
            #include <stddef.h>
            #include <stdio.h>
            #include <dirent.h>
            #include <unistd.h>
            #include <sys/ioctl.h>
            #include <sys/stat.h>
            #include <sys/syscall.h>
            #include <sys/vfs.h>
            #include <linux/fs.h>
            #include <linux/limits.h>
            #include <linux/msdos_fs.h>
            #include <linux/posix_acl.h>
            #include <linux/posix_acl_xattr.h>
            #include <linux/xattr.h>
            int main(void) {
            """;

    /// What C says: an expression, and what Java takes it for.
    private static Map<String, Long> expected() {
        var all = new LinkedHashMap<String, Long>();
        for (var errno : Errno.values()) all.put(errno.name(), (long) errno.number);
        addOpenFlags(all);
        addStat(all);
        addIoctls(all);
        addAcl(all);
        all.put("sizeof(struct statx)", 256L);
        all.put("offsetof(struct dirent64, d_reclen)", (long) Dirent.LENGTH_OFFSET);
        all.put("offsetof(struct dirent64, d_name)", (long) Dirent.NAME_OFFSET);
        all.put("SYS_getdents64", (long) Machine.HERE.getdents64);
        all.put("offsetof(struct statfs, f_type)", 0L);
        all.put("sizeof(((struct statfs *)0)->f_type)", 8L);
        all.put("sizeof(struct statfs) <= 256", 1L);
        all.put("sizeof(struct timespec)", 16L);
        all.put("offsetof(struct timespec, tv_nsec)", 8L);
        all.put("PATH_MAX", 4096L);
        all.put("XATTR_SIZE_MAX", (long) Scratch.ATTRIBUTE_BYTES);
        all.put("XATTR_LIST_MAX", (long) Scratch.ATTRIBUTE_BYTES);
        return all;
    }

    private static void addOpenFlags(Map<String, Long> all) {
        all.put("O_RDONLY", (long) Fcntl.O_RDONLY);
        all.put("O_WRONLY", (long) Fcntl.O_WRONLY);
        all.put("O_RDWR", (long) Fcntl.O_RDWR);
        all.put("O_CREAT", (long) Fcntl.O_CREAT);
        all.put("O_EXCL", (long) Fcntl.O_EXCL);
        all.put("O_TRUNC", (long) Fcntl.O_TRUNC);
        all.put("O_NONBLOCK", (long) Fcntl.O_NONBLOCK);
        all.put("O_DIRECTORY", (long) Fcntl.O_DIRECTORY);
        all.put("O_NOFOLLOW", (long) Fcntl.O_NOFOLLOW);
        all.put("O_NOATIME", (long) Fcntl.O_NOATIME);
        all.put("O_PATH", (long) Fcntl.O_PATH);
        all.put("O_TMPFILE", (long) Fcntl.O_TMPFILE);
        all.put("O_CLOEXEC", (long) Fcntl.O_CLOEXEC);
        all.put("AT_FDCWD", (long) Fcntl.AT_FDCWD);
        all.put("AT_SYMLINK_NOFOLLOW", (long) Fcntl.AT_SYMLINK_NOFOLLOW);
        all.put("AT_REMOVEDIR", (long) Fcntl.AT_REMOVEDIR);
        all.put("AT_SYMLINK_FOLLOW", (long) Fcntl.AT_SYMLINK_FOLLOW);
        all.put("AT_NO_AUTOMOUNT", (long) Fcntl.AT_NO_AUTOMOUNT);
        all.put("AT_EMPTY_PATH", (long) Fcntl.AT_EMPTY_PATH);
        all.put("POSIX_FADV_SEQUENTIAL", (long) Fcntl.POSIX_FADV_SEQUENTIAL);
        all.put("SEEK_DATA", (long) Unistd.SEEK_DATA);
        all.put("SEEK_HOLE", (long) Unistd.SEEK_HOLE);
    }

    private static void addStat(Map<String, Long> all) {
        all.put("S_IFMT", (long) Stat.S_IFMT);
        all.put("S_IFSOCK", (long) Stat.S_IFSOCK);
        all.put("S_IFLNK", (long) Stat.S_IFLNK);
        all.put("S_IFREG", (long) Stat.S_IFREG);
        all.put("S_IFBLK", (long) Stat.S_IFBLK);
        all.put("S_IFDIR", (long) Stat.S_IFDIR);
        all.put("S_IFCHR", (long) Stat.S_IFCHR);
        all.put("S_IFIFO", (long) Stat.S_IFIFO);
        all.put("STATX_BASIC_STATS", (long) SysStat.BASIC);
        all.put("STATX_ATTR_AUTOMOUNT", Stat.ATTRIBUTE_AUTOMOUNT);
        all.put("UTIME_OMIT", SysStat.UTIME_OMIT);
        var offsets = Map.ofEntries(
                Map.entry("stx_attributes", 8L),
                Map.entry("stx_nlink", 16L),
                Map.entry("stx_uid", 20L),
                Map.entry("stx_gid", 24L),
                Map.entry("stx_mode", 28L),
                Map.entry("stx_ino", 32L),
                Map.entry("stx_size", 40L),
                Map.entry("stx_blocks", 48L),
                Map.entry("stx_attributes_mask", 56L),
                Map.entry("stx_ctime.tv_sec", 96L),
                Map.entry("stx_ctime.tv_nsec", 104L),
                Map.entry("stx_mtime.tv_sec", 112L),
                Map.entry("stx_mtime.tv_nsec", 120L),
                Map.entry("stx_rdev_major", 128L),
                Map.entry("stx_rdev_minor", 132L),
                Map.entry("stx_dev_major", 136L),
                Map.entry("stx_dev_minor", 140L));
        offsets.forEach((name, offset) -> all.put("offsetof(struct statx, " + name + ")", offset));
    }

    private static void addIoctls(Map<String, Long> all) {
        all.put("FS_IOC_GETFLAGS", Ioctl.FS_IOC_GETFLAGS);
        all.put("FS_IOC_SETFLAGS", Ioctl.FS_IOC_SETFLAGS);
        all.put("FS_IOC_FSGETXATTR", Ioctl.FS_IOC_FSGETXATTR);
        all.put("FS_IOC_FSSETXATTR", Ioctl.FS_IOC_FSSETXATTR);
        all.put("FAT_IOCTL_GET_ATTRIBUTES", Ioctl.FAT_IOCTL_GET_ATTRIBUTES);
        all.put("FAT_IOCTL_SET_ATTRIBUTES", Ioctl.FAT_IOCTL_SET_ATTRIBUTES);
        all.put("offsetof(struct fsxattr, fsx_projid)", (long) Ioctl.PROJECT_OFFSET);
    }

    private static void addAcl(Map<String, Long> all) {
        all.put("ACL_USER_OBJ", (long) PosixAcl.USER_OBJ);
        all.put("ACL_USER", (long) PosixAcl.USER);
        all.put("ACL_GROUP_OBJ", (long) PosixAcl.GROUP_OBJ);
        all.put("ACL_GROUP", (long) PosixAcl.GROUP);
        all.put("ACL_MASK", (long) PosixAcl.MASK);
        all.put("ACL_OTHER", (long) PosixAcl.OTHER);
        all.put("POSIX_ACL_XATTR_VERSION", PosixAcl.VERSION);
        all.put("sizeof(struct posix_acl_xattr_entry)", (long) PosixAcl.ENTRY_BYTES);
        all.put("offsetof(struct posix_acl_xattr_entry, e_id)", 4L);
    }

    @Test
    void everyConstantAndOffsetIsWhatTheCompilerSays() throws Exception {
        assumeTrue(Tool.exists("gcc"), "no gcc here: constants and offsets are not compared");
        try (var scratch = ScratchDirectory.make()) {
            var source = new StringBuilder(HEADERS);
            for (var expression : expected().keySet()) {
                source.append("printf(\"%s=%lld\\n\", \"").append(expression);
                source.append("\", (long long)(").append(expression).append("));\n");
            }
            source.append("return 0; }\n");
            Files.writeString(scratch.path().resolve("probe.c"), source);
            Tool.run(scratch.path(), "gcc", "-o", "probe", "probe.c").get();
            var said = new LinkedHashMap<String, Long>();
            for (var line : Tool.run(scratch.path(), "./probe").get().lines().toList()) {
                int equals = line.lastIndexOf('=');
                said.put(line.substring(0, equals), Long.parseLong(line.substring(equals + 1)));
            }
            assertEquals(expected(), said);
        }
    }
}
