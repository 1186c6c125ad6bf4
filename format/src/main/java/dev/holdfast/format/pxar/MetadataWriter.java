package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;

/// Writes the items that describe an inode, in the one order that writers use: ENTRY,
/// attributes, access control list, capabilities, project.
final class MetadataWriter {

    private MetadataWriter() {}

    static void write(Metadata metadata, ByteWriter out) {
        entry(metadata, out);
        for (var xattr : metadata.xattrs()) {
            header(ItemType.XATTR, xattr.name().length() + 1L + xattr.value().length(), out);
            out.bytes(xattr.name()).u8(0).bytes(xattr.value());
        }
        acl(metadata.acl(), out);
        var capabilities = metadata.capabilities();
        if (capabilities != null) {
            header(ItemType.FCAPS, capabilities.length(), out);
            out.bytes(capabilities);
        }
        if (metadata.projectId() != 0) {
            header(ItemType.QUOTA_PROJID, 8, out);
            out.u64(metadata.projectId());
        }
    }

    static void header(ItemType type, long contentSize, ByteWriter out) {
        new ItemHeader(type, contentSize).writeTo(out);
    }

    /// An item that holds one string and its terminating NUL.
    static void string(ItemType type, ByteString text, ByteWriter out) {
        header(type, text.length() + 1L, out);
        out.bytes(text).u8(0);
    }

    private static void entry(Metadata metadata, ByteWriter out) {
        header(ItemType.ENTRY, 40, out);
        out.u64(metadata.mode()).u64(metadata.flags());
        out.u32(metadata.uid()).u32(metadata.gid());
        out.u64(metadata.mtime().seconds()).u32(metadata.mtime().nanos()).u32(0);
    }

    private static void acl(Acl acl, ByteWriter out) {
        for (var user : acl.users()) named(ItemType.ACL_USER, user, out);
        for (var group : acl.groups()) named(ItemType.ACL_GROUP, group, out);
        if (acl.groupPermissions() != Acl.ABSENT) {
            header(ItemType.ACL_GROUP_OBJ, 8, out);
            out.u64(acl.groupPermissions());
        }
        var defaults = acl.defaults();
        if (defaults != null) {
            header(ItemType.ACL_DEFAULT, 32, out);
            out.u64(defaults.owner()).u64(defaults.group());
            out.u64(defaults.other()).u64(defaults.mask());
        }
        for (var user : acl.defaultUsers()) named(ItemType.ACL_DEFAULT_USER, user, out);
        for (var group : acl.defaultGroups()) named(ItemType.ACL_DEFAULT_GROUP, group, out);
    }

    private static void named(ItemType type, Acl.Named named, ByteWriter out) {
        header(type, 16, out);
        out.u64(named.id()).u64(named.permissions());
    }
}
