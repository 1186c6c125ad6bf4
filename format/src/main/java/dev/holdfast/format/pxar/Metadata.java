package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What an archive keeps of an inode besides its content.
///
/// `mode` is the full `st_mode`, `flags` are bits of [InodeFlag], `capabilities` is the raw
/// value of `security.capability`, and a `projectId` of 0 means none. All attributes of one
/// inode together take at most [ArchiveLimits#ATTRIBUTES_SIZE_MAX] bytes in an archive.
public record Metadata(
        long mode,
        long flags,
        long uid,
        long gid,
        Timestamp mtime,
        List<Xattr> xattrs,
        Acl acl,
        @Nullable ByteString capabilities,
        long projectId) {

    /// The highest id of a user, a group or a project.
    public static final long ID_MAX = 0xffff_ffffL;

    public Metadata {
        if (FileType.ofMode(mode) == null) {
            throw new IllegalArgumentException("no file has the mode 0%o".formatted(mode));
        }
        if (uid < 0 || uid > ID_MAX || gid < 0 || gid > ID_MAX) {
            throw new IllegalArgumentException("no file is owned by " + uid + ":" + gid);
        }
        if (capabilities != null && capabilities.length() > ArchiveLimits.CAPABILITIES_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "capabilities of " + capabilities.length() + " bytes");
        }
        if (projectId < 0 || projectId > ID_MAX) {
            throw new IllegalArgumentException("no project has the id " + projectId);
        }
        xattrs = List.copyOf(xattrs);
        var twice = Xattr.findDuplicate(xattrs);
        if (twice != null) throw new IllegalArgumentException("two extended attributes " + twice);
        long size = attributesSize(xattrs, acl, capabilities, projectId);
        if (size > ArchiveLimits.ATTRIBUTES_SIZE_MAX) {
            throw new IllegalArgumentException("attributes of " + size + " bytes");
        }
    }

    /// Metadata without flags, attributes, access control list and project.
    public static Metadata plain(long mode, long uid, long gid, Timestamp mtime) {
        return new Metadata(mode, 0, uid, gid, mtime, List.of(), Acl.NONE, null, 0);
    }

    public FileType type() {
        var type = FileType.ofMode(mode);
        if (type == null) throw new AssertionError("the constructor looked at the mode");
        return type;
    }

    /// The bits that `chmod` sets: permissions, set-user-id, set-group-id, sticky.
    public int permissions() {
        return (int) mode & 07777;
    }

    /// How many bytes these attributes take in an archive, item headers included; what does
    /// not stay within [ArchiveLimits#ATTRIBUTES_SIZE_MAX] cannot become [Metadata].
    public static long attributesSize(
            List<Xattr> xattrs, Acl acl, @Nullable ByteString capabilities, long projectId) {
        long size = 0;
        for (var xattr : xattrs) {
            size += ItemHeader.BYTES + xattr.name().length() + 1 + xattr.value().length();
        }
        long named = (long) acl.users().size()
                + acl.groups().size()
                + acl.defaultUsers().size()
                + acl.defaultGroups().size();
        size += named * (ItemHeader.BYTES + 16);
        if (acl.groupPermissions() != Acl.ABSENT) size += ItemHeader.BYTES + 8;
        if (acl.defaults() != null) size += ItemHeader.BYTES + 32;
        if (capabilities != null) size += ItemHeader.BYTES + capabilities.length();
        if (projectId != 0) size += ItemHeader.BYTES + 8;
        return size;
    }
}
