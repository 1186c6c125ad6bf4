package dev.holdfast.format.pxar;

import static dev.holdfast.format.pxar.ItemInput.corrupt;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads an ENTRY and the attribute items behind it, in whatever order those come.
///
/// Refuses what a kernel would not understand and what could be understood in two ways; and
/// stops before it holds more than [ArchiveLimits#ATTRIBUTES_SIZE_MAX] bytes.
final class MetadataReader {

    private final ItemInput in;
    private final ArchiveForm form;

    private long start;
    private long attributesSize;
    private List<Xattr> xattrs = List.of();
    private List<Acl.Named> users = List.of();
    private List<Acl.Named> groups = List.of();
    private List<Acl.Named> defaultUsers = List.of();
    private List<Acl.Named> defaultGroups = List.of();
    private int groupPermissions;
    private Acl.@Nullable Defaults defaults;
    private @Nullable ByteString capabilities;
    private long projectId;

    private MetadataReader(ItemInput in, ArchiveForm form) {
        this.in = in;
        this.form = form;
    }

    static MetadataReader of(ItemInput in, ArchiveForm form) {
        return new MetadataReader(in, form);
    }

    Metadata read() throws IOException {
        clear();
        var header = in.peek();
        boolean old = header.type() == ItemType.ENTRY_V1 && form == ArchiveForm.V1;
        if (!old && header.type() != ItemType.ENTRY) {
            throw corrupt(start, "is an item %s in place of ENTRY".formatted(header.type()));
        }
        in.takeWhole();
        long mode = in.u64();
        if (FileType.ofMode(mode) == null) {
            throw corrupt(start, "is an entry with the mode 0%o".formatted(mode));
        }
        long flags = in.u64();
        long uid = in.u32();
        long gid = in.u32();
        var mtime = old ? oldTimestamp() : timestamp();
        while (attribute(in.peek())) {}
        var acl = users.isEmpty()
                        && groups.isEmpty()
                        && groupPermissions == Acl.ABSENT
                        && defaults == null
                        && defaultUsers.isEmpty()
                        && defaultGroups.isEmpty()
                ? Acl.NONE
                : acl();
        return new Metadata(
                mode, flags, uid, gid, mtime, distinct(xattrs), acl, capabilities, projectId);
    }

    private void clear() {
        start = in.position();
        attributesSize = 0;
        xattrs = List.of();
        users = List.of();
        groups = List.of();
        defaultUsers = List.of();
        defaultGroups = List.of();
        groupPermissions = Acl.ABSENT;
        defaults = null;
        capabilities = null;
        projectId = 0;
    }

    private Timestamp timestamp() throws IOException {
        long seconds = in.u64();
        long nanos = in.u32();
        if (nanos > Timestamp.NANOS_MAX || in.u32() != 0) {
            throw corrupt(start, "is an entry with %d nanoseconds".formatted(nanos));
        }
        return new Timestamp(seconds, (int) nanos);
    }

    /// The first archives had one unsigned number of nanoseconds.
    private Timestamp oldTimestamp() throws IOException {
        long nanos = in.u64();
        return new Timestamp(Long.divideUnsigned(nanos, 1_000_000_000L), (int)
                Long.remainderUnsigned(nanos, 1_000_000_000L));
    }

    /// Takes the next item if it is an attribute.
    private boolean attribute(ItemHeader header) throws IOException {
        switch (header.type()) {
            case XATTR -> {
                int size = take(header);
                xattrs = added(xattrs, xattr(size));
            }
            case ACL_USER -> users = named(header, users);
            case ACL_GROUP -> groups = named(header, groups);
            case ACL_DEFAULT_USER -> defaultUsers = named(header, defaultUsers);
            case ACL_DEFAULT_GROUP -> defaultGroups = named(header, defaultGroups);
            case ACL_GROUP_OBJ -> {
                once(header, groupPermissions == Acl.ABSENT);
                groupPermissions = permissions(false);
            }
            case ACL_DEFAULT -> {
                once(header, defaults == null);
                defaults = new Acl.Defaults(
                        permissions(true), permissions(true), permissions(true), permissions(true));
            }
            case FCAPS -> {
                once(header, capabilities == null);
                capabilities = in.bytes((int) header.contentSize());
            }
            case QUOTA_PROJID -> {
                once(header, projectId == 0);
                projectId = id();
                if (projectId == 0) throw corrupt(start, "is an entry of project 0, which is none");
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private int take(ItemHeader header) throws IOException {
        attributesSize += header.fullSize();
        if (attributesSize > ArchiveLimits.ATTRIBUTES_SIZE_MAX) {
            throw corrupt(start, "is an entry with more than 1 MiB of attributes");
        }
        return in.takeWhole();
    }

    private void once(ItemHeader header, boolean first) throws IOException {
        if (!first) throw corrupt(start, "is an entry with a second " + header.type());
        take(header);
    }

    private Xattr xattr(int size) throws IOException {
        var content = in.bytes(size);
        int end = content.indexOf(0, 0);
        if (end < 1 || end > Xattr.NAME_LENGTH_MAX || size - end - 1 > Xattr.VALUE_LENGTH_MAX) {
            throw corrupt(start, "is an entry with an extended attribute without a proper name");
        }
        return new Xattr(content.substring(0, end), content.substring(end + 1, size));
    }

    private List<Acl.Named> named(ItemHeader header, List<Acl.Named> before) throws IOException {
        take(header);
        return added(before, new Acl.Named(id(), permissions(false)));
    }

    private long id() throws IOException {
        long id = in.u64();
        if (id < 0 || id > Metadata.ID_MAX) {
            throw corrupt(start, "is an entry with the id " + Long.toUnsignedString(id));
        }
        return id;
    }

    private int permissions(boolean absentAllowed) throws IOException {
        long permissions = in.u64();
        if (permissions == Acl.ABSENT && absentAllowed) return Acl.ABSENT;
        if (permissions < 0 || permissions > 7) {
            throw corrupt(
                    start,
                    "is an entry with the permissions 0x%x in a list".formatted(permissions));
        }
        return (int) permissions;
    }

    private Acl acl() throws CorruptDataException {
        return new Acl(
                distinctIds(users),
                distinctIds(groups),
                groupPermissions,
                defaults,
                distinctIds(defaultUsers),
                distinctIds(defaultGroups));
    }

    private List<Xattr> distinct(List<Xattr> list) throws CorruptDataException {
        var twice = Xattr.findDuplicate(list);
        if (twice == null) return list;
        throw corrupt(start, "is an entry with two extended attributes " + twice);
    }

    private List<Acl.Named> distinctIds(List<Acl.Named> list) throws CorruptDataException {
        if (!Acl.hasDuplicate(list)) return list;
        throw corrupt(start, "is an entry that gives one user or group permissions twice");
    }

    private static <T> List<T> added(List<T> list, T element) {
        var grown = list.isEmpty() ? new ArrayList<T>() : list;
        grown.add(element);
        return grown;
    }
}
