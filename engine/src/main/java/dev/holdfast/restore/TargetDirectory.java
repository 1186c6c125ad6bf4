package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.sys.Dirent;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A directory of the target: made by this run, or there before and entered.
///
/// Costs a few dozen bytes and no descriptor while nobody works in it. Every name given here
/// is one name; whatever is not a directory and has it is replaced. Safe for several threads,
/// as long as one name is one thread's.
public final class TargetDirectory {

    private static final int OWNER_ALL = 0700;
    private static final int NOT_RELAXED = -1;

    private final TreeWriter writer;
    private final @Nullable TargetDirectory parent;
    private final ByteString name;
    private final TargetIdentity identity;

    /// The mode to go back to, if its owner had to be let in.
    private int modeBefore = NOT_RELAXED;

    /// What new files here have; null until one was made.
    private volatile @Nullable Inheritance inheritance;

    private TargetDirectory(
            TreeWriter writer,
            @Nullable TargetDirectory parent,
            ByteString name,
            TargetIdentity identity) {
        this.writer = writer;
        this.parent = parent;
        this.name = name;
        this.identity = identity;
    }

    static TargetDirectory root(TreeWriter writer, TargetIdentity identity) {
        return new TargetDirectory(writer, null, ByteString.EMPTY, identity);
    }

    public ByteString name() {
        return name;
    }

    /// Where it is below the target; empty for the target itself.
    public ByteString path() {
        var names = new ArrayList<ByteString>();
        for (var at = this; at.parent != null; at = at.parent) names.add(at.name);
        var path = new ByteWriter();
        for (int i = names.size() - 1; i >= 0; i--) {
            path.bytes(names.get(i));
            if (i > 0) path.u8('/');
        }
        return ByteString.ofOwned(path.toByteArray());
    }

    /// The names in it, in no order.
    public List<ByteString> names() throws IOException {
        try (var lease = lease()) {
            return Dirent.names(lease.fd());
        }
    }

    /// Whether a run that died has left the unfinished file `name` here.
    boolean hasAbandoned(ByteString name) throws IOException {
        if (!TreeWriter.isTemporaryName(name)) return false;
        try (var lease = lease()) {
            return StagedFile.isAbandoned(lease.fd(), name);
        }
    }

    /// What `name` is, null if there is nothing of that name.
    public @Nullable Stat find(ByteString name) throws IOException {
        check(name);
        try (var lease = lease()) {
            return SysStat.find(lease.fd(), name);
        }
    }

    /// Makes the directory `name`, or enters it if it is there. Until [#finish], only the
    /// owner may enter a new one, and may do everything in one of his that was there.
    ///
    /// @throws IOException if something else is in the way, a symbolic link to a directory
    ///     too
    public TargetDirectory directory(ByteString name) throws IOException {
        return directory(name, OWNER_ALL, true);
    }

    /// Makes or enters a directory that will get no metadata: a new one is as mkdir(1) -p
    /// makes it, one that was there stays as it is.
    TargetDirectory passage(ByteString name) throws IOException {
        return directory(name, TargetPath.OPEN_MODE, false);
    }

    private TargetDirectory directory(ByteString name, int mode, boolean relaxed)
            throws IOException {
        check(name);
        try (var lease = lease()) {
            int before = NOT_RELAXED;
            if (!make(lease.fd(), name, mode)) {
                Naming.requireExact(writer, lease.fd(), name);
                if (relaxed) before = relax(lease.fd(), name);
            }
            var fd = Fcntl.openat(lease.fd(), name, OpenDirectories.FLAGS);
            Stat stat;
            try {
                stat = SysStat.stat(fd);
            } catch (IOException e) {
                fd.close();
                throw e;
            }
            var directory = new TargetDirectory(writer, this, name, TargetIdentity.of(stat));
            directory.modeBefore = before;
            writer.open.adopt(directory, fd).close();
            if (directory.identity.device() != identity.device()) {
                writer.noteFileSystem(directory);
            }
            return directory;
        } catch (SysException e) {
            throw e.at(path().child(name));
        }
    }

    /// Enters the directory `name` if it is there; null if nothing is, or something else.
    /// Changes nothing.
    public @Nullable TargetDirectory findDirectory(ByteString name) throws IOException {
        check(name);
        try (var lease = lease()) {
            var stat = SysStat.find(lease.fd(), name);
            if (stat == null || !stat.isDirectory()) return null;
            return new TargetDirectory(writer, this, name, TargetIdentity.of(stat));
        } catch (SysException e) {
            throw e.at(path().child(name));
        }
    }

    /// Opens the regular file `name` to read it.
    Fd open(ByteString name) throws IOException {
        check(name);
        try (var lease = lease()) {
            int flags = Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK;
            return Fcntl.openat(lease.fd(), name, flags);
        } catch (SysException e) {
            throw e.at(path().child(name));
        }
    }

    /// Gives the regular file `name`, whose content is right, the metadata it should have.
    /// It must have no other name: that could be one outside the target.
    public void touch(ByteString name, Metadata metadata) throws IOException {
        checkType(metadata, FileType.REGULAR);
        var path = path().child(name);
        try (var file = open(name);
                var lease = lease()) {
            Naming.requireExact(writer, lease.fd(), name);
            var stat = SysStat.stat(file);
            if (!stat.isRegularFile() || stat.links() != 1) {
                throw new IOException(path + ": was replaced while it was looked at");
            }
            writer.flags.set(file, metadata.flags(), FlagWriter.FIRST, path);
            writer.inodes.apply(file, metadata, path);
            writer.inodes.setProject(file, metadata, path);
            writer.flags.setFat(file, metadata.flags(), path);
            writer.flags.set(file, metadata.flags(), FlagWriter.LAST, path);
            if (FlagWriter.hasLocks(metadata.flags())) {
                writer.defer(new LateFlags(this, name, TargetIdentity.of(stat), metadata.flags()));
            }
        } catch (SysException e) {
            throw e.at(path);
        }
    }

    /// Begins a regular file. It has no name, and what had it keeps it, until
    /// [TargetFile#finish].
    public TargetFile file(ByteString name, Metadata metadata) throws IOException {
        check(name);
        checkType(metadata, FileType.REGULAR);
        return TargetFile.open(writer, this, name, metadata);
    }

    /// Makes a symbolic link; what it says is not looked at. False, with a notice, if this
    /// file system has none.
    public boolean symlink(ByteString name, ByteString target, Metadata metadata)
            throws IOException {
        check(name);
        checkType(metadata, FileType.SYMLINK);
        return node(name, metadata, (fd, free) -> Unistd.symlinkat(target, fd, free));
    }

    /// Makes a FIFO or a socket. False, with a notice, if this file system has none.
    public boolean special(ByteString name, Metadata metadata) throws IOException {
        check(name);
        var type = metadata.type();
        if (type != FileType.FIFO && type != FileType.SOCKET) {
            throw new IllegalArgumentException(type + " is no FIFO and no socket");
        }
        return node(name, metadata, (fd, free) -> SysStat.mknodat(fd, free, type.bits() | 0600, 0));
    }

    /// Makes a device file. False, with a notice, if this user may not or the file system
    /// has none.
    public boolean device(ByteString name, Metadata metadata, long major, long minor)
            throws IOException {
        check(name);
        if (!metadata.type().isDevice()) {
            throw new IllegalArgumentException(metadata.type() + " is no device");
        }
        int mode = metadata.type().bits() | 0600;
        return node(
                name, metadata, (fd, free) -> SysStat.mknodat(fd, free, mode, major << 32 | minor));
    }

    /// Gives the regular file `targetName` in `target` a further name. Nothing outside the
    /// target can be linked, because `target` is a directory inside it. False, without a
    /// notice, if this file system or user cannot have it: then a copy can be written.
    public boolean hardlink(ByteString name, TargetDirectory target, ByteString targetName)
            throws IOException {
        check(name);
        check(targetName);
        int flags = Fcntl.O_PATH | Fcntl.O_NOFOLLOW;
        try (var from = target.lease();
                var to = lease();
                var file = Fcntl.openat(from.fd(), targetName, flags)) {
            var stat = SysStat.stat(file);
            if (!stat.isRegularFile()) {
                throw new IOException("%s: is no regular file and cannot be linked to"
                        .formatted(target.path().child(targetName)));
            }
            var now = SysStat.find(to.fd(), name);
            // Renaming a name of a file over another of the same file does nothing.
            if (now == null || !now.isSameFile(stat)) Naming.link(writer, file, to.fd(), name);
            return true;
        } catch (SysException e) {
            if (e.is(Errno.EPERM) || e.is(Errno.EMLINK) || e.is(Errno.EXDEV)) return false;
            throw e.at(path().child(name));
        }
    }

    /// Removes `name`; if it is a directory, with everything in it. No symbolic link is
    /// followed, and nothing is removed that is mounted.
    public void remove(ByteString name) throws IOException {
        check(name);
        TargetRemoval.remove(this, name);
    }

    /// Sets the metadata of this directory: when nothing more will be made in it.
    public void finish(Metadata metadata) throws IOException {
        checkType(metadata, FileType.DIRECTORY);
        var path = path();
        try (var lease = lease()) {
            var fd = lease.fd();
            writer.flags.set(fd, metadata.flags(), FlagWriter.FIRST, path);
            writer.inodes.apply(fd, metadata, path);
            writer.flags.setFat(fd, metadata.flags(), path);
            writer.flags.set(fd, metadata.flags(), FlagWriter.LAST, path);
            writer.flags.set(fd, metadata.flags(), FlagWriter.LOCKS, path);
        }
    }

    /// What new files here have, if one was made already.
    @Nullable
    Inheritance findInheritance() {
        return inheritance;
    }

    /// The same, by looking at `file`, which was just made.
    Inheritance inheritance(Fd file) throws SysException {
        var found = writer.share(Inheritance.of(file));
        inheritance = found;
        return found;
    }

    /// Makes a file here and lets go of it.
    ///
    /// @throws SysException if nothing can be made here
    void probe() throws IOException {
        try (var lease = lease()) {
            StagedFile.open(writer, lease.fd(), 0600).drop(lease.fd());
        } catch (SysException e) {
            throw e.at(path());
        }
    }

    /// Gives this directory, which keeps its own metadata, the mode it had. When nothing more
    /// will be made in it.
    void leave() throws IOException {
        if (modeBefore == NOT_RELAXED) return;
        try (var lease = lease()) {
            SysStat.chmod(lease.fd(), modeBefore);
        } catch (SysException e) {
            throw e.at(path());
        }
    }

    boolean isRoot() {
        return parent == null;
    }

    TargetDirectory parent() {
        var above = parent;
        if (above == null) throw new IllegalStateException("the target has no parent here");
        return above;
    }

    TargetIdentity identity() {
        return identity;
    }

    OpenDirectories.Lease lease() throws IOException {
        return writer.open.lease(this);
    }

    /// What makes a file that is nothing but a name and metadata.
    private interface Maker {

        void make(Fd directory, ByteString name) throws SysException;
    }

    private boolean node(ByteString name, Metadata metadata, Maker maker) throws IOException {
        var path = path().child(name);
        try (var lease = lease()) {
            Naming.make(writer, lease.fd(), name, free -> {
                maker.make(lease.fd(), free);
                complete(lease.fd(), free, metadata, path);
            });
            return true;
        } catch (SysException e) {
            if (e.is(Errno.EPERM) || e.is(Errno.EOPNOTSUPP)) {
                writer.inodes.tell(path, RestoreNotice.Kind.MISSING, e.reason());
                return false;
            }
            throw e.at(path);
        }
    }

    /// By a descriptor, so that it is certain what gets the metadata.
    private void complete(Fd directory, ByteString free, Metadata metadata, ByteString path)
            throws IOException {
        int flags = Fcntl.O_PATH | Fcntl.O_NOFOLLOW;
        try (var place = Fcntl.openat(directory, free, flags)) {
            var stat = SysStat.stat(place);
            if (FileType.ofMode(stat.mode()) != metadata.type() || stat.links() != 1) {
                throw new IOException(path + ": was replaced while it was made");
            }
            writer.inodes.apply(place, metadata, path);
        }
    }

    private static boolean make(Fd directory, ByteString name, int mode) throws SysException {
        try {
            SysStat.mkdirat(directory, name, mode);
            return true;
        } catch (SysException e) {
            if (e.is(Errno.EEXIST)) return false;
            throw e;
        }
    }

    /// Lets the owner into a directory that was there and whose mode keeps him out, and
    /// returns that mode. The administrator is not kept out by modes.
    private static int relax(Fd directory, ByteString name) throws SysException {
        var stat = SysStat.find(directory, name);
        if (stat == null || !stat.isDirectory()) return NOT_RELAXED;
        long user = Unistd.effectiveUser();
        boolean shut = (stat.mode() & OWNER_ALL) != OWNER_ALL;
        if (!shut || user == 0 || user != stat.uid()) return NOT_RELAXED;
        int flags = Fcntl.O_PATH | Fcntl.O_NOFOLLOW | Fcntl.O_DIRECTORY;
        try (var place = Fcntl.openat(directory, name, flags)) {
            SysStat.chmod(place, (stat.mode() & 07777) | OWNER_ALL);
        }
        return stat.mode() & 07777;
    }

    private static void checkType(Metadata metadata, FileType type) {
        if (metadata.type() != type) {
            throw new IllegalArgumentException("%s, not %s".formatted(metadata.type(), type));
        }
    }

    /// The last word on names, whoever has checked them before: what passes here is one name
    /// in this directory and nothing else.
    private static void check(ByteString name) {
        boolean dots = name.length() <= 2
                && !name.isEmpty()
                && name.byteAt(0) == '.'
                && name.byteAt(name.length() - 1) == '.';
        if (name.isEmpty() || dots || name.indexOf('/', 0) >= 0 || name.indexOf(0, 0) >= 0) {
            throw new IllegalArgumentException("not a name: " + name);
        }
    }
}
