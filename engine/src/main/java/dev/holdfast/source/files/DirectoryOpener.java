package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.ArchiveLimits;
import dev.holdfast.source.Notice;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.SysVfs;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Opens directories for a walk and decides what of each will be walked.
final class DirectoryOpener {

    private final FileTreeOptions options;
    private final DirectoryReader reader;
    private final Trail trail;
    private final Consumer<Notice> notices;

    /// Directories of Holdfast itself.
    private final List<Stat> own;

    private DirectoryOpener(
            FileTreeOptions options, List<Stat> own, Trail trail, Consumer<Notice> notices) {
        this.options = options;
        this.reader = new DirectoryReader(options);
        this.own = own;
        this.trail = trail;
        this.notices = notices;
    }

    static DirectoryOpener of(FileTreeOptions options, Trail trail, Consumer<Notice> notices) {
        var own = new ArrayList<Stat>();
        for (var path : options.own()) {
            var stat = findStat(path);
            if (stat != null) own.add(stat);
        }
        return new DirectoryOpener(options, own, trail, notices);
    }

    OpenDirectory openRoot(ByteString path) throws IOException {
        var fd = Opening.root(path);
        try {
            var stat = SysStat.stat(fd);
            long type = SysVfs.fileSystemType(fd);
            var directory = OpenDirectory.root(fd, stat, true, FileSystemType.isFat(type));
            directory.only = part(options.only());
            if (FileSystemType.isVirtual(type)) {
                tellUntaken(ByteString.EMPTY, "it is a virtual file system");
            } else if (isOwn(stat)) {
                tellUntaken(ByteString.EMPTY, "it is a directory of Holdfast itself");
            } else {
                var listed = DirectoryReader.names(fd);
                directory.fill(directory.only == null ? listed : directory.only.names());
                addRules(directory, ByteString.EMPTY, listed, 0);
            }
            return directory;
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /// Opens the directory at `path` for the sake of `name` in it.
    OpenDirectory openAround(ByteString path, ByteString name) throws IOException {
        var fd = Opening.around(path);
        try {
            long type = SysVfs.fileSystemType(fd);
            if (FileSystemType.isVirtual(type)) {
                throw new IOException("%s: is in a virtual file system, whose files have no size"
                        .formatted(path.child(name)));
            }
            var directory =
                    OpenDirectory.root(fd, SysStat.stat(fd), false, FileSystemType.isFat(type));
            directory.fill(List.of(name));
            return directory;
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /// Opens the directory `name` in the innermost one; null if it has just become something
    /// else, or is gone.
    @Nullable
    OpenDirectory find(ByteString name, Stat seen) throws IOException {
        // Opening what is not wanted could mount it, or wait for a server that is away.
        boolean automount = (seen.attributes() & Stat.ATTRIBUTE_AUTOMOUNT) != 0;
        if (automount || isForeign(seen)) return findPlace(name, null);
        Fd fd;
        try {
            fd = Opening.directory(trail.last().fd(), name);
        } catch (SysException e) {
            Failures.check(e);
            return isSomethingElse(e) ? null : findPlace(name, e);
        }
        try {
            return describe(fd, name);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /// A directory that will not be walked: its entry is kept, empty.
    private @Nullable OpenDirectory findPlace(ByteString name, @Nullable SysException refusal)
            throws IOException {
        Fd fd;
        try {
            fd = Opening.place(trail.last().fd(), name);
        } catch (SysException e) {
            Failures.check(e);
            return null;
        }
        try {
            var stat = SysStat.stat(fd);
            if (stat.isDirectory()) {
                if (refusal != null) tellUntaken(name, refusal.reason());
                return trail.last().below(name, fd, stat, false, false);
            }
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
        fd.close();
        return null;
    }

    private OpenDirectory describe(Fd fd, ByteString name) throws IOException {
        var parent = trail.last();
        var stat = SysStat.stat(fd);
        boolean mounted = stat.device() != parent.stat.device();
        long type = mounted ? SysVfs.fileSystemType(fd) : 0;
        boolean fat = mounted ? FileSystemType.isFat(type) : parent.fat;
        var directory = parent.below(name, fd, stat, true, fat);
        directory.rules = parent.rules;
        directory.only = parent.only == null ? null : part(parent.only.find(name));
        if (FileSystemType.isVirtual(type) || isForeign(stat)) return directory;
        if (isOwn(stat)) {
            var detail = "it is a directory of Holdfast itself, nothing in it was taken";
            tell(name, Notice.Kind.SPECIAL, detail);
            return directory;
        }
        try {
            fill(directory, name);
        } catch (SysException e) {
            Failures.check(e);
            tellUntaken(name, e.reason());
        }
        return directory;
    }

    private void fill(OpenDirectory directory, ByteString name) throws IOException {
        var only = directory.only;
        var listed = only == null ? DirectoryReader.names(directory.fd()) : List.<ByteString>of();
        var names = only == null ? listed : only.names();
        // What is in a directory has all those above it above itself, and it.
        if (!names.isEmpty() && trail.depth() + 1 > ArchiveLimits.DEPTH_MAX) {
            tellUntaken(name, "it has %,d directories above it".formatted(trail.depth()));
            return;
        }
        var marks = reader.marks(directory.fd(), listed);
        if (!marks.isEmpty()) {
            directory.fill(marks);
            return;
        }
        directory.fill(names);
        addRules(directory, name, listed, trail.depth());
    }

    private void addRules(
            OpenDirectory directory, ByteString name, List<ByteString> listed, int depth)
            throws IOException {
        // A directory of which only a part is wanted may have ignore files all the same.
        var list = reader.ignoreFiles(
                directory.fd(),
                directory.only == null ? listed : null,
                (kind, detail) -> tell(name, kind, detail));
        if (list != null) directory.rules = new IgnoreRules(list, depth, directory.rules);
    }

    private boolean isForeign(Stat stat) {
        return options.oneFileSystem() && stat.device() != trail.root().stat.device();
    }

    private boolean isOwn(Stat stat) {
        for (var one : own) {
            if (stat.isSameFile(one)) return true;
        }
        return false;
    }

    /// A list that names everything beneath a place leaves nothing out there.
    private static @Nullable FileList part(@Nullable FileList list) {
        return list == null || list.isWhole() ? null : list;
    }

    private static boolean isSomethingElse(SysException e) {
        return e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP) || Failures.isGone(e);
    }

    /// What does not exist, or cannot be reached, is not met on the walk either.
    private static @Nullable Stat findStat(ByteString path) {
        try {
            return SysStat.statPath(path);
        } catch (SysException e) {
            return null;
        }
    }

    private void tellUntaken(ByteString name, String reason) {
        tell(name, Notice.Kind.SKIPPED, "nothing in it was taken: " + reason);
    }

    private void tell(ByteString name, Notice.Kind kind, String detail) {
        var path = trail.isEmpty() ? name : trail.last().path().child(name);
        notices.accept(new Notice(path, kind, detail));
    }
}
