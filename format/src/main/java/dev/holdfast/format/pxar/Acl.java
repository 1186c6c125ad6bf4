package dev.holdfast.format.pxar;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;

/// The part of a POSIX access control list that a file's mode does not hold.
///
/// Permissions are r 4, w 2, x 1. `groupPermissions` is the owning group's entry, present
/// only when the list has a mask: then the mode's group bits hold the mask. The `default…`
/// parts belong to directories and are what new children inherit.
public record Acl(
        List<Named> users,
        List<Named> groups,
        int groupPermissions,
        @Nullable Defaults defaults,
        List<Named> defaultUsers,
        List<Named> defaultGroups) {

    /// Stands for an entry that the list does not have.
    public static final int ABSENT = -1;

    public static final Acl NONE =
            new Acl(List.of(), List.of(), ABSENT, null, List.of(), List.of());

    public Acl {
        checkPermissions(groupPermissions, true);
        users = List.copyOf(users);
        groups = List.copyOf(groups);
        defaultUsers = List.copyOf(defaultUsers);
        defaultGroups = List.copyOf(defaultGroups);
        if (hasDuplicate(users)
                || hasDuplicate(groups)
                || hasDuplicate(defaultUsers)
                || hasDuplicate(defaultGroups)) {
            throw new IllegalArgumentException("two entries for one user or group");
        }
    }

    /// An entry for one user or one group.
    public record Named(long id, int permissions) {

        public Named {
            if (id < 0 || id > Metadata.ID_MAX) {
                throw new IllegalArgumentException("no user or group has the id " + id);
            }
            checkPermissions(permissions, false);
        }
    }

    /// A directory's default entries for owner, owning group, others and mask; each may be
    /// [Acl#ABSENT].
    public record Defaults(int owner, int group, int other, int mask) {

        public Defaults {
            checkPermissions(owner, true);
            checkPermissions(group, true);
            checkPermissions(other, true);
            checkPermissions(mask, true);
        }
    }

    public boolean isEmpty() {
        return equals(NONE);
    }

    /// Whether anything here is for new children, which only directories can have.
    public boolean hasDefaults() {
        return defaults != null || !defaultUsers.isEmpty() || !defaultGroups.isEmpty();
    }

    /// Whether two entries of `list` have the same id.
    static boolean hasDuplicate(List<Named> list) {
        if (list.size() < 2) return false;
        var ids = new HashSet<Long>();
        for (var named : list) {
            if (!ids.add(named.id)) return true;
        }
        return false;
    }

    private static void checkPermissions(int permissions, boolean absentAllowed) {
        if (permissions < (absentAllowed ? ABSENT : 0) || permissions > 7) {
            throw new IllegalArgumentException("no permissions are " + permissions);
        }
    }
}
