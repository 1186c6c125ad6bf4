package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.source.Content;
import dev.holdfast.source.FileFacts;
import dev.holdfast.source.Notice;
import dev.holdfast.source.SourceEntry;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Map;

/// A file where the walk is.
final class FileEntry implements SourceEntry {

    private static final Map<FileType, String> NAMES = Map.of(
            FileType.SOCKET, "a socket",
            FileType.SYMLINK, "a symbolic link",
            FileType.REGULAR, "a regular file",
            FileType.BLOCK_DEVICE, "a block device",
            FileType.DIRECTORY, "a directory",
            FileType.CHARACTER_DEVICE, "a character device",
            FileType.FIFO, "a FIFO");

    private final Outlet outlet;
    private final OpenDirectory parent;

    /// The directory that this entry is; null if it is something else.
    private final @Nullable OpenDirectory itself;

    private final ByteString name;
    private final Stat stat;
    private final FileFacts facts;
    private final long event;

    private FileEntry(
            Outlet outlet,
            long event,
            OpenDirectory parent,
            @Nullable OpenDirectory itself,
            ByteString name,
            Stat stat) {
        this.outlet = outlet;
        this.event = event;
        this.parent = parent;
        this.itself = itself;
        this.name = name;
        this.stat = stat;
        this.facts = Facts.of(stat);
    }

    /// `event` is the number of the event that it comes with.
    static FileEntry ofDirectory(
            Outlet outlet, long event, OpenDirectory directory, ByteString name) {
        return new FileEntry(outlet, event, directory, directory, name, directory.stat);
    }

    static FileEntry of(
            Outlet outlet, long event, OpenDirectory parent, ByteString name, Stat stat) {
        return new FileEntry(outlet, event, parent, null, name, stat);
    }

    @Override
    public ByteString name() {
        return name;
    }

    @Override
    public ByteString path() {
        checkCurrent();
        return itself != null ? itself.path() : parent.path().child(name);
    }

    @Override
    public FileFacts facts() {
        return facts;
    }

    @Override
    public @Nullable Metadata metadata() throws IOException {
        var report = outlet.reportFor(path());
        if (itself != null) {
            return MetadataReader.read(
                    itself.fd(),
                    stat,
                    itself.readable,
                    itself.fat,
                    outlet.attributesAsListed(),
                    report);
        }
        if (stat.isRegularFile()) return metadataOfContent();
        try (var place = findPlace()) {
            if (place == null) return null;
            return MetadataReader.read(
                    place, SysStat.stat(place), false, false, outlet.attributesAsListed(), report);
        } catch (SysException e) {
            tellUnreadable(e);
            return null;
        }
    }

    @Override
    public @Nullable ByteString target() throws IOException {
        if (!stat.isSymlink()) throw new IllegalStateException(path() + " has no target");
        try (var place = findPlace()) {
            return place == null ? null : Unistd.readlinkat(place, ByteString.EMPTY);
        } catch (SysException e) {
            tellUnreadable(e);
            return null;
        }
    }

    @Override
    public long deviceMajor() {
        checkDevice();
        return Integer.toUnsignedLong(stat.rdevMajor());
    }

    @Override
    public long deviceMinor() {
        checkDevice();
        return Integer.toUnsignedLong(stat.rdevMinor());
    }

    @Override
    public @Nullable Content open() throws IOException {
        var path = path();
        if (!stat.isRegularFile()) throw new IllegalStateException(path + " has no content");
        Fd file = null;
        try {
            file = Opening.file(parent.fd(), name);
            var opened = SysStat.stat(file);
            if (opened.isRegularFile()) {
                return FileContent.of(
                        file,
                        opened,
                        path,
                        parent.fat,
                        outlet.attributesAsListed(),
                        outlet.reportFor(path));
            }
            file.close();
            tellReplaced(FileType.ofMode(opened.mode()));
        } catch (SysException e) {
            if (file != null) file.close();
            tellUnreadable(e);
        }
        return null;
    }

    /// Only of the very file and state that the facts are about: who asks here will not read.
    private @Nullable Metadata metadataOfContent() throws IOException {
        try (var content = open()) {
            if (content == null) return null;
            if (content.facts().equals(facts)) return content.metadata();
            outlet.tell(path(), Notice.Kind.CHANGED, "it changed after the walk had seen it");
            return null;
        }
    }

    /// The file as a place, if it still is of the type it was.
    private @Nullable Fd findPlace() throws IOException {
        checkCurrent();
        var place = Opening.place(parent.fd(), name);
        var now = SysStat.stat(place);
        if ((now.mode() & Stat.S_IFMT) == (stat.mode() & Stat.S_IFMT)) return place;
        place.close();
        tellReplaced(FileType.ofMode(now.mode()));
        return null;
    }

    private void tellReplaced(@Nullable FileType type) {
        var what = type == null ? "something unknown" : NAMES.get(type);
        skip("it was replaced by %s after the walk had seen it".formatted(what));
    }

    private void tellUnreadable(SysException e) throws IOException {
        Failures.check(e);
        if (Failures.isGone(e)) {
            outlet.tell(path(), Notice.Kind.VANISHED, "it was gone before it could be read");
        } else if (e.is(Errno.ELOOP)) {
            tellReplaced(FileType.SYMLINK);
        } else if (e.is(Errno.ENXIO)) {
            tellReplaced(FileType.SOCKET);
        } else {
            skip(e.reason());
        }
    }

    private void skip(String detail) {
        outlet.tell(path(), Notice.Kind.SKIPPED, detail);
    }

    private void checkDevice() {
        if (!facts.type().isDevice()) throw new IllegalStateException(path() + " is no device");
    }

    private void checkCurrent() {
        if (event != outlet.event()) {
            throw new IllegalStateException("the walk has moved on from " + name);
        }
    }
}
