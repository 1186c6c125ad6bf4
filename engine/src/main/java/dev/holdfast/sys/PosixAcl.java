package dev.holdfast.sys;

import dev.holdfast.format.ByteReader;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;

import java.util.ArrayList;
import java.util.List;

/// linux/posix_acl_xattr.h: an access control list as the value of an attribute.
///
/// Entries are kept as they come. The kernel wants them in the order of the tags here, all
/// of one tag together.
public record PosixAcl(List<Entry> entries) {

    public static final ByteString ACCESS = ByteString.utf8("system.posix_acl_access");
    public static final ByteString DEFAULT = ByteString.utf8("system.posix_acl_default");

    public static final int USER_OBJ = 0x01;
    public static final int USER = 0x02;
    public static final int GROUP_OBJ = 0x04;
    public static final int GROUP = 0x08;
    public static final int MASK = 0x10;
    public static final int OTHER = 0x20;

    /// The id of entries that are for nobody by name.
    public static final long NO_ID = 0xffff_ffffL;

    static final long VERSION = 2;
    static final int ENTRY_BYTES = 8;

    /// Permissions are r 4, w 2, x 1; the id counts for [#USER] and [#GROUP] only.
    public record Entry(int tag, int permissions, long id) {}

    public PosixAcl {
        entries = List.copyOf(entries);
    }

    /// Takes an attribute's value apart.
    ///
    /// @throws CorruptDataException if it is of another version or not a list at all
    public static PosixAcl decode(ByteString value) throws CorruptDataException {
        var reader = new ByteReader("access control list", value.toByteArray());
        long version = reader.u32();
        if (version != VERSION) {
            throw new CorruptDataException("access control list: unknown version " + version);
        }
        var entries = new ArrayList<Entry>(reader.remaining() / ENTRY_BYTES);
        while (reader.remaining() > 0) {
            int tag = reader.u8() | reader.u8() << 8;
            int permissions = reader.u8() | reader.u8() << 8;
            if (Integer.bitCount(tag) != 1 || tag > OTHER || permissions > 7) {
                throw new CorruptDataException(
                        "access control list: entry with tag %d and permissions %d"
                                .formatted(tag, permissions));
            }
            entries.add(new Entry(tag, permissions, reader.u32()));
        }
        return new PosixAcl(entries);
    }

    public ByteString encode() {
        var writer = new ByteWriter(4 + ENTRY_BYTES * entries.size());
        writer.u32(VERSION);
        for (var entry : entries) {
            writer.u8(entry.tag).u8(0).u8(entry.permissions).u8(0).u32(entry.id);
        }
        return ByteString.ofOwned(writer.toByteArray());
    }
}
