package dev.holdfast.restore;

import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Ioctl;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.SysXattr;

/// What a new file of a directory has before anybody gives it anything: its owner, and what
/// directories hand on, such as default access control lists, flags and projects.
///
/// It is the same for every file that is made there, so the first one is looked at and the
/// others are not: that saves four system calls a file.
///
/// @param flags FS_*_FL bits, or [Ioctl#UNSUPPORTED]
/// @param project id of the project, or [Ioctl#UNSUPPORTED]
/// @param attributes whether it has extended attributes, access control lists among them
record Inheritance(long user, long group, long flags, long project, boolean attributes) {

    /// Looks at a file that was just made.
    static Inheritance of(Fd file) throws SysException {
        var stat = SysStat.stat(file);
        return new Inheritance(
                stat.uid(),
                stat.gid(),
                Ioctl.findFlags(file),
                Ioctl.findProject(file),
                !SysXattr.list(file).isEmpty());
    }

    boolean isOwnedAs(Owners owners, Metadata metadata) {
        long wantedUser = owners.user(metadata.uid());
        long wantedGroup = owners.group(metadata.gid());
        return (wantedUser == Owners.UNCHANGED || wantedUser == user)
                && (wantedGroup == Owners.UNCHANGED || wantedGroup == group);
    }

    boolean hasProject(long wanted) {
        return project == wanted || (project == Ioctl.UNSUPPORTED && wanted == 0);
    }
}
