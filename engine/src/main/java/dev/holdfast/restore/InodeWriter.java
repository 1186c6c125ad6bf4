package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Ioctl;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.SysXattr;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// Gives an open file the metadata of its entry, in the order that works: owner (which
/// clears capabilities and set-id bits), attributes, capabilities, access control lists,
/// project, mode, time. Flags come before and after, see [FlagWriter].
///
/// What is refused is told and the rest goes on. At the end the file is looked at, and what
/// is not as it should be is told, whether a call had failed or not. Set-id bits are only
/// given to files that belong to whom they belonged: else they would lend out somebody
/// else's rights.
final class InodeWriter {

    private static final int SET_USER = 04000;
    private static final int SET_GROUP = 02000;
    private static final int OWNER_WRITES = 0600;

    private static final ByteString CAPABILITY = ByteString.utf8("security.capability");

    /// What nobody but an archive's own entries should have put on a file. Labels of the
    /// `security.` kind come from this machine's policy, and stay.
    private static final List<ByteString> CLEARED = List.of(
            ByteString.utf8("user."), ByteString.utf8("trusted."), ByteString.utf8("btrfs."));

    private final Owners owners;
    private final AclWriter acls;
    private final Consumer<RestoreNotice> notices;

    InodeWriter(Owners owners, Consumer<RestoreNotice> notices) {
        this.owners = owners;
        this.acls = new AclWriter(owners);
        this.notices = notices;
    }

    void tell(ByteString path, RestoreNotice.Kind kind, String detail) {
        notices.accept(new RestoreNotice(path, kind, detail));
    }

    /// Everything but flags and, for regular files, the project.
    void apply(Fd file, Metadata metadata, ByteString path) throws IOException {
        var type = metadata.type();
        var refusal = setOwner(file, metadata);
        if (type != FileType.SYMLINK) clearAttributes(file, metadata, path);
        setAttributes(file, metadata, path);
        boolean listed = type == FileType.SYMLINK || setAcl(file, metadata, path);
        if (type == FileType.DIRECTORY) setProject(file, metadata, path);
        int permissions = permissions(file, metadata, listed);
        if (type != FileType.SYMLINK) {
            var refused = attempt(() -> SysStat.chmod(file, permissions));
            if (refusal == null) refusal = refused;
        }
        var late = setTime(file, metadata);
        verify(SysStat.stat(file), metadata, path, refusal != null ? refusal : late);
    }

    /// Everything but flags and project of a regular file that has what it inherited, and
    /// nothing else: only what differs is set.
    void applyToNew(Fd file, Metadata metadata, Inheritance inherited, ByteString path)
            throws IOException {
        if (inherited.attributes() || !isPlain(metadata)) {
            apply(file, metadata, path);
            return;
        }
        boolean owned = inherited.isOwnedAs(owners, metadata);
        var refusal = owned ? null : setOwner(file, metadata);
        var late = setTime(file, metadata);
        if (refusal == null) refusal = late;
        var now = SysStat.stat(file);
        int permissions = permissions(now, metadata, metadata.permissions());
        if ((now.mode() & 07777) != permissions) {
            var refused = attempt(() -> SysStat.chmod(file, permissions));
            if (refusal == null) refusal = refused;
            now = SysStat.stat(file);
        }
        verify(now, metadata, path, refusal);
    }

    /// With which mode such a file is made: with the one it is to have, if it is nobody
    /// else's meanwhile who could read it.
    int creationMode(Metadata metadata, @Nullable Inheritance inherited) {
        int mode = metadata.permissions() & 0777;
        boolean atOnce = inherited != null
                && !inherited.attributes()
                && isPlain(metadata)
                && inherited.isOwnedAs(owners, metadata)
                && (mode & OWNER_WRITES) == OWNER_WRITES;
        return atOnce ? mode : OWNER_WRITES;
    }

    private static boolean isPlain(Metadata metadata) {
        return metadata.xattrs().isEmpty()
                && metadata.capabilities() == null
                && metadata.acl().isEmpty();
    }

    /// A file in a directory that hands on its project can only be named there while it has
    /// the same, so this comes after the name.
    void setProject(Fd file, Metadata metadata, ByteString path) throws IOException {
        long now = Ioctl.findProject(file);
        long wanted = metadata.projectId();
        if (now == wanted || (now == Ioctl.UNSUPPORTED && wanted == 0)) return;
        var refusal = attempt(() -> Ioctl.setProject(file, wanted));
        if (refusal != null) {
            tell(
                    path,
                    RestoreNotice.Kind.PROJECT,
                    "not %d: %s".formatted(wanted, refusal.reason()));
        }
    }

    private @Nullable SysException setOwner(Fd file, Metadata metadata) throws IOException {
        long user = owners.user(metadata.uid());
        long group = owners.group(metadata.gid());
        if (user == Owners.UNCHANGED && group == Owners.UNCHANGED) return null;
        var refusal = attempt(() -> Unistd.chown(file, user, group));
        if (refusal == null || group == Owners.UNCHANGED) return refusal;
        // A user may give a file to any group that he is in.
        var _ = attempt(() -> Unistd.chown(file, Owners.UNCHANGED, group));
        return refusal;
    }

    private void clearAttributes(Fd file, Metadata metadata, ByteString path) throws IOException {
        for (var name : SysXattr.list(file)) {
            if (!isCleared(name, metadata) && !AclWriter.isSurplus(name, metadata)) continue;
            var refusal = attempt(() -> SysXattr.remove(file, name));
            if (refusal != null) {
                tell(
                        path,
                        RestoreNotice.Kind.ATTRIBUTE,
                        "%s cannot be removed: %s".formatted(name, refusal.reason()));
            }
        }
    }

    private static boolean isCleared(ByteString name, Metadata metadata) {
        if (name.equals(CAPABILITY)) return metadata.capabilities() == null;
        for (var xattr : metadata.xattrs()) {
            if (xattr.name().equals(name)) return false;
        }
        for (var prefix : CLEARED) {
            if (name.startsWith(prefix)) return true;
        }
        return false;
    }

    private void setAttributes(Fd file, Metadata metadata, ByteString path) throws IOException {
        for (var xattr : metadata.xattrs()) {
            var refusal = attempt(() -> SysXattr.set(file, xattr.name(), xattr.value()));
            if (refusal != null) {
                tell(
                        path,
                        RestoreNotice.Kind.ATTRIBUTE,
                        "%s: %s".formatted(xattr.name(), refusal.reason()));
            }
        }
        var capabilities = metadata.capabilities();
        if (capabilities == null) return;
        var refusal = attempt(() -> SysXattr.set(file, CAPABILITY, capabilities));
        if (refusal != null) tell(path, RestoreNotice.Kind.CAPABILITY, refusal.reason());
    }

    /// Whether the file has the access control list it should have.
    private boolean setAcl(Fd file, Metadata metadata, ByteString path) throws IOException {
        if (metadata.acl().isEmpty()) return true;
        int strangers = acls.countStrangers(metadata.acl());
        if (strangers > 0) {
            tell(
                    path,
                    RestoreNotice.Kind.ACL,
                    "left out %d users and groups that nobody here stands for"
                            .formatted(strangers));
        }
        var refusal = attempt(() -> acls.setDefaults(file, metadata));
        if (refusal != null) tell(path, RestoreNotice.Kind.ACL, "default: " + refusal.reason());
        refusal = attempt(() -> acls.setAccess(file, metadata));
        if (refusal != null) tell(path, RestoreNotice.Kind.ACL, refusal.reason());
        return refusal == null;
    }

    private int permissions(Fd file, Metadata metadata, boolean listed) throws IOException {
        int permissions = metadata.permissions();
        if (!listed) permissions = AclWriter.permissionsWithoutList(metadata);
        boolean sets = (permissions & (SET_USER | SET_GROUP)) != 0;
        return sets ? permissions(SysStat.stat(file), metadata, permissions) : permissions;
    }

    /// Without the bits that would lend out the rights of another owner than it had.
    private int permissions(Stat now, Metadata metadata, int wanted) {
        int permissions = wanted;
        if (now.uid() != wanted(owners.user(metadata.uid()), metadata.uid())) {
            permissions &= ~SET_USER;
        }
        boolean sameGroup = now.gid() == wanted(owners.group(metadata.gid()), metadata.gid());
        if (!sameGroup && !now.isDirectory()) permissions &= ~SET_GROUP;
        return permissions;
    }

    private static @Nullable SysException setTime(Fd file, Metadata metadata) throws IOException {
        var mtime = metadata.mtime();
        return attempt(() -> SysStat.setModified(file, mtime.seconds(), mtime.nanos()));
    }

    private static long wanted(long mapped, long archived) {
        return mapped == Owners.UNCHANGED ? archived : mapped;
    }

    private void verify(
            Stat now, Metadata metadata, ByteString path, @Nullable SysException refusal) {
        var because = refusal == null ? "" : ", " + refusal.reason();
        long user = owners.user(metadata.uid());
        long group = owners.group(metadata.gid());
        boolean owned = (user == Owners.UNCHANGED || user == now.uid())
                && (group == Owners.UNCHANGED || group == now.gid());
        if (!owned) {
            tell(
                    path,
                    RestoreNotice.Kind.OWNER,
                    "%d:%d, not %d:%d%s"
                            .formatted(
                                    now.uid(),
                                    now.gid(),
                                    wanted(user, metadata.uid()),
                                    wanted(group, metadata.gid()),
                                    because));
        }
        int mode = now.mode() & 07777;
        if (!now.isSymlink() && mode != metadata.permissions()) {
            tell(
                    path,
                    RestoreNotice.Kind.MODE,
                    "%04o, not %04o%s".formatted(mode, metadata.permissions(), because));
        }
        var mtime = metadata.mtime();
        if (now.mtimeSeconds() != mtime.seconds() || now.mtimeNanos() != mtime.nanos()) {
            tell(
                    path,
                    RestoreNotice.Kind.TIME,
                    "modified %d.%09d, not %d.%09d%s"
                            .formatted(
                                    now.mtimeSeconds(),
                                    now.mtimeNanos(),
                                    mtime.seconds(),
                                    mtime.nanos(),
                                    because));
        }
    }

    /// One call that may be refused.
    interface Call {

        void run() throws IOException;
    }

    /// Null if it went well; why not, if this file, file system or user cannot have it.
    ///
    /// @throws IOException if the reason is another one, such as a broken or full disk
    static @Nullable SysException attempt(Call call) throws IOException {
        try {
            call.run();
            return null;
        } catch (SysException e) {
            var errno = e.errno();
            if (errno == null) throw e;
            return switch (errno) {
                // ENOSPC: also ext4's word for attributes that do not fit into their block.
                case EPERM,
                        EACCES,
                        EOPNOTSUPP,
                        ENOTTY,
                        ENOSYS,
                        EINVAL,
                        E2BIG,
                        ERANGE,
                        ENODATA,
                        EOVERFLOW,
                        ENOSPC -> e;
                default -> throw e;
            };
        }
    }
}
