package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.source.Notice;
import dev.holdfast.source.Source;
import dev.holdfast.source.SourceCursor;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// One file of any type but a directory, alone in the directory that it lies in.
///
/// The path may lead there through symbolic links; a file that is one itself is taken as a
/// link. What was named is taken whatever the excludes say. A walk that could not take it
/// fails at its end: a backup of nothing must not look like one.
public final class OneFile implements Source {

    private final ByteString directory;
    private final ByteString name;

    private OneFile(ByteString directory, ByteString name) {
        this.directory = directory;
        this.name = name;
    }

    /// The file at an absolute path, null if a directory is there or a link to one.
    ///
    /// @throws IOException if nothing is there
    public static @Nullable OneFile find(ByteString path) throws IOException {
        int slash = path.lastIndexOf('/');
        var name = path.substring(slash + 1, path.length());
        if (name.isEmpty()) return null;
        var directory = path.substring(0, Math.max(1, slash));
        try (var around = Opening.around(directory)) {
            var stat = SysStat.stat(around, name);
            if (stat.isDirectory() || (stat.isSymlink() && leadsToDirectory(path))) return null;
        } catch (SysException e) {
            throw e.at(path);
        }
        return new OneFile(directory, name);
    }

    /// @throws IOException if the directory cannot be entered, or is of a virtual file
    ///     system, whose files have no size
    @Override
    public SourceCursor open(Consumer<Notice> notices) throws IOException {
        var missed = new AtomicReference<@Nullable Notice>();
        var files = FileTreeCursor.openAround(directory, name, notice -> {
            if (isMissing(notice)) missed.set(notice);
            notices.accept(notice);
        });
        return new Cursor(files, missed, notices);
    }

    private boolean isMissing(Notice notice) {
        boolean absent =
                notice.kind() == Notice.Kind.SKIPPED || notice.kind() == Notice.Kind.VANISHED;
        return absent && notice.path().equals(name);
    }

    private static boolean leadsToDirectory(ByteString path) throws SysException {
        try {
            return SysStat.statPath(path).isDirectory();
        } catch (SysException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ELOOP) || e.is(Errno.EACCES)) return false;
            throw e;
        }
    }

    private final class Cursor implements SourceCursor {

        private final SourceCursor files;
        private final AtomicReference<@Nullable Notice> missed;
        private final Consumer<Notice> notices;
        private boolean begun;

        Cursor(
                SourceCursor files,
                AtomicReference<@Nullable Notice> missed,
                Consumer<Notice> notices) {
            this.files = files;
            this.missed = missed;
            this.notices = notices;
        }

        @Override
        public @Nullable SourceEvent next() throws IOException {
            var event = files.next();
            switch (event) {
                case SourceEvent.Enter _ -> {
                    if (begun) throw failed("it has become a directory");
                    begun = true;
                }
                case SourceEvent.Leave _ -> {
                    var notice = missed.get();
                    if (notice != null) throw failed(notice.detail());
                }
                case SourceEvent.Item(var entry) -> {
                    if (entry.facts().type() == FileType.SYMLINK) tellLink();
                }
                case null -> {}
            }
            return event;
        }

        @Override
        public void close() {
            files.close();
        }

        private void tellLink() {
            var detail = "is a symbolic link; what it leads to is not in the backup";
            notices.accept(new Notice(name, Notice.Kind.SPECIAL, detail));
        }

        private IOException failed(String reason) {
            return new IOException(directory.child(name) + ": " + reason);
        }
    }
}
