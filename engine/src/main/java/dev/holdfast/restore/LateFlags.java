package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;

import java.io.IOException;

/// The flags of a file that nobody may link to or change any more once it has them.
record LateFlags(TargetDirectory directory, ByteString name, TargetIdentity identity, long flags) {

    private static final int FLAGS = Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK;

    void apply(TreeWriter writer) throws IOException {
        var path = directory.path().child(name);
        try (var lease = writer.open.lease(directory);
                var file = Fcntl.openat(lease.fd(), name, FLAGS)) {
            if (TargetIdentity.of(SysStat.stat(file)).equals(identity)) {
                writer.flags.set(file, flags, FlagWriter.LOCKS, path);
            } else {
                writer.inodes.tell(
                        path, RestoreNotice.Kind.FLAG, "it was replaced by another file");
            }
        } catch (SysException e) {
            writer.inodes.tell(path, RestoreNotice.Kind.FLAG, e.reason());
        }
    }
}
