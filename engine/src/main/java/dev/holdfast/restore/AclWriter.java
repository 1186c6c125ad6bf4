package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.Acl;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.PosixAcl;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysXattr;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/// From the access control lists of an archive, which leave out what the mode says, to the
/// kernel's, which do not.
final class AclWriter {

    private final Owners owners;

    AclWriter(Owners owners) {
        this.owners = owners;
    }

    /// Whether `name` is a list that a new file got from its directory and should not have.
    static boolean isSurplus(ByteString name, Metadata metadata) {
        var acl = metadata.acl();
        if (name.equals(PosixAcl.ACCESS)) return !hasAccess(acl);
        return name.equals(PosixAcl.DEFAULT) && !acl.hasDefaults();
    }

    /// How many entries are for users and groups that have no counterpart here.
    int countStrangers(Acl acl) {
        return count(acl.users(), owners::user)
                + count(acl.groups(), owners::group)
                + count(acl.defaultUsers(), owners::user)
                + count(acl.defaultGroups(), owners::group);
    }

    void setAccess(Fd file, Metadata metadata) throws SysException {
        var acl = metadata.acl();
        if (!hasAccess(acl)) return;
        int mode = metadata.permissions();
        int mask = mode >> 3 & 7;
        boolean own = acl.groupPermissions() != Acl.ABSENT;
        var entries = new ArrayList<PosixAcl.Entry>();
        entries.add(unnamed(PosixAcl.USER_OBJ, mode >> 6 & 7));
        add(entries, PosixAcl.USER, acl.users(), owners::user);
        entries.add(unnamed(PosixAcl.GROUP_OBJ, own ? acl.groupPermissions() : mask));
        add(entries, PosixAcl.GROUP, acl.groups(), owners::group);
        entries.add(unnamed(PosixAcl.MASK, mask));
        entries.add(unnamed(PosixAcl.OTHER, mode & 7));
        SysXattr.set(file, PosixAcl.ACCESS, new PosixAcl(entries).encode());
    }

    void setDefaults(Fd directory, Metadata metadata) throws SysException {
        var acl = metadata.acl();
        if (!acl.hasDefaults()) return;
        var defaults = acl.defaults();
        if (defaults == null) {
            defaults = new Acl.Defaults(Acl.ABSENT, Acl.ABSENT, Acl.ABSENT, Acl.ABSENT);
        }
        var entries = new ArrayList<PosixAcl.Entry>();
        addUnnamed(entries, PosixAcl.USER_OBJ, defaults.owner());
        add(entries, PosixAcl.USER, acl.defaultUsers(), owners::user);
        addUnnamed(entries, PosixAcl.GROUP_OBJ, defaults.group());
        add(entries, PosixAcl.GROUP, acl.defaultGroups(), owners::group);
        addUnnamed(entries, PosixAcl.MASK, defaults.mask());
        addUnnamed(entries, PosixAcl.OTHER, defaults.other());
        SysXattr.set(directory, PosixAcl.DEFAULT, new PosixAcl(entries).encode());
    }

    /// The mode of a file whose list cannot be set. The group bits were its mask, so without
    /// the list they would give the owning group what only named users had.
    static int permissionsWithoutList(Metadata metadata) {
        int mode = metadata.permissions();
        int group = metadata.acl().groupPermissions();
        return group == Acl.ABSENT ? mode : (mode & ~070) | (mode & (group << 3));
    }

    private static boolean hasAccess(Acl acl) {
        return !acl.users().isEmpty()
                || !acl.groups().isEmpty()
                || acl.groupPermissions() != Acl.ABSENT;
    }

    private static int count(List<Acl.Named> named, LongUnaryOperator map) {
        int count = 0;
        for (var one : named) {
            if (map.applyAsLong(one.id()) == Owners.UNCHANGED) count++;
        }
        return count;
    }

    private static void add(
            List<PosixAcl.Entry> entries, int tag, List<Acl.Named> named, LongUnaryOperator map) {
        for (var one : named) {
            long id = map.applyAsLong(one.id());
            if (id != Owners.UNCHANGED) {
                entries.add(new PosixAcl.Entry(tag, one.permissions(), id));
            }
        }
    }

    private static void addUnnamed(List<PosixAcl.Entry> entries, int tag, int permissions) {
        if (permissions != Acl.ABSENT) entries.add(unnamed(tag, permissions));
    }

    private static PosixAcl.Entry unnamed(int tag, int permissions) {
        return new PosixAcl.Entry(tag, permissions, PosixAcl.NO_ID);
    }
}
