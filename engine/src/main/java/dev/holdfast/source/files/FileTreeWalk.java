package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.source.Notice;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// The steps of one walk over a directory tree, by whichever thread has its turn.
///
/// Every name is looked at once (statx); directories are opened and looked at again.
/// Between the two a file may be swapped for another: then the walk looks once more.
final class FileTreeWalk {

    /// How often a name may become something else between two looks before it is given up.
    private static final int LOOKS_MAX = 5;

    /// How deep it runs ahead. Below [Trail#OPEN_MAX], so that it closes no directory whose
    /// entries are still to be taken.
    private static final int AHEAD_DEPTH_MAX = 32;

    private final Trail trail;
    private final DirectoryOpener opener;
    private final FileTreeOptions options;
    private final WalkNotices notices;
    private final Outlet outlet;

    private boolean begun;
    private long events;

    private FileTreeWalk(
            Trail trail,
            DirectoryOpener opener,
            FileTreeOptions options,
            WalkNotices notices,
            Outlet outlet) {
        this.trail = trail;
        this.opener = opener;
        this.options = options;
        this.notices = notices;
        this.outlet = outlet;
    }

    static FileTreeWalk open(
            ByteString root, FileTreeOptions options, WalkNotices notices, Outlet outlet)
            throws IOException {
        var trail = new Trail();
        var opener = DirectoryOpener.of(options, trail, notices);
        trail.push(ByteString.EMPTY, opener.openRoot(root));
        return new FileTreeWalk(trail, opener, options, notices, outlet);
    }

    /// A walk that meets nothing but `name` in `directory`.
    static FileTreeWalk openAround(
            ByteString directory, ByteString name, WalkNotices notices, Outlet outlet)
            throws IOException {
        var trail = new Trail();
        var options = FileTreeOptions.ALL;
        var opener = DirectoryOpener.of(options, trail, notices);
        trail.push(ByteString.EMPTY, opener.openAround(directory, name));
        return new FileTreeWalk(trail, opener, options, notices, outlet);
    }

    boolean hasEnded() {
        return trail.isEmpty();
    }

    /// Whether [#step] leaves alone every directory that it does not leave for good.
    boolean mayRunAhead() {
        return trail.depth() <= AHEAD_DEPTH_MAX && !hasEnded() && trail.isWholeOpen();
    }

    /// Whether that is still so after some steps, before which it was.
    boolean mayStayAhead() {
        return trail.depth() <= AHEAD_DEPTH_MAX && !hasEnded();
    }

    /// Looks at the next name, or leaves the innermost directory if it has none. Null if
    /// there is no event because the name is gone or excluded. What is left goes to `left`
    /// and has to be closed there, once nobody needs it.
    @Nullable
    SourceEvent step(Consumer<OpenDirectory> left) throws IOException {
        if (!begun) {
            begun = true;
            return enter(trail.last(), ByteString.EMPTY);
        }
        var directory = trail.last();
        if (!directory.hasNext()) {
            directory.fill(List.of());
            left.accept(trail.pop());
            events++;
            return SourceEvent.Leave.LEAVE;
        }
        return reach(directory) ? look(directory, directory.next()) : null;
    }

    void close() {
        while (!trail.isEmpty()) trail.pop().close();
    }

    /// The next event for `name`; null if there is none because it is gone or excluded.
    private @Nullable SourceEvent look(OpenDirectory parent, ByteString name) throws IOException {
        for (int looks = 0; looks < LOOKS_MAX; looks++) {
            var stat = find(parent, name);
            if (stat == null) return null;
            trail.name(name);
            if (isExcluded(parent, stat)) return null;
            if (!stat.isDirectory()) return item(parent, name, stat);
            var directory = opener.find(name, stat);
            if (directory != null) {
                trail.push(name, directory);
                return enter(directory, name);
            }
        }
        skip(name, "it became something else whenever it was looked at");
        return null;
    }

    private @Nullable Stat find(OpenDirectory parent, ByteString name) throws IOException {
        try {
            var stat = SysStat.find(parent.fd(), name);
            if (stat == null) tellMissing(parent, name);
            return stat;
        } catch (SysException e) {
            Failures.check(e);
            skip(name, e.reason());
            return null;
        }
    }

    private void tellMissing(OpenDirectory parent, ByteString name) {
        if (parent.only == null) {
            tell(
                    parent.path().child(name),
                    Notice.Kind.VANISHED,
                    "it was gone before it was looked at");
        } else {
            skip(name, "the list of files names it, but it does not exist");
        }
    }

    private boolean isExcluded(OpenDirectory parent, Stat stat) {
        if (stat.isRegularFile() && stat.size() > options.sizeMax()) return true;
        boolean directory = stat.isDirectory();
        var verdict = options.excludes().findVerdict(trail.names(), 1, trail.end(), directory);
        for (var rules = parent.rules; verdict == null && rules != null; rules = rules.above()) {
            int from = rules.depth() + 1;
            verdict = rules.list().findVerdict(trail.names(), from, trail.end(), directory);
        }
        return verdict != null && verdict;
    }

    private @Nullable SourceEvent item(OpenDirectory parent, ByteString name, Stat stat) {
        if (FileType.ofMode(stat.mode()) == null) {
            skip(name, "no type of file has the mode 0%o".formatted(stat.mode()));
            return null;
        }
        var below = parent.only == null ? null : parent.only.find(name);
        if (below != null && !below.isWhole()) {
            skip(name, "the list of files names what is in it, but it is no directory");
        }
        return new SourceEvent.Item(FileEntry.of(outlet, ++events, parent, name, stat));
    }

    private SourceEvent enter(OpenDirectory directory, ByteString name) {
        return new SourceEvent.Enter(FileEntry.ofDirectory(outlet, ++events, directory, name));
    }

    /// Makes sure that the innermost directory is open; gives up the rest of it if it is no
    /// longer where it was.
    private boolean reach(OpenDirectory directory) throws IOException {
        var reason = trail.reopen();
        if (reason == null) return true;
        var detail = "%,d of the files in it were not taken: %s"
                .formatted(directory.remaining(), reason);
        tell(directory.path(), Notice.Kind.SKIPPED, detail);
        directory.fill(List.of());
        return false;
    }

    private void skip(ByteString name, String detail) {
        tell(trail.last().path().child(name), Notice.Kind.SKIPPED, detail);
    }

    private void tell(ByteString path, Notice.Kind kind, String detail) {
        notices.accept(new Notice(path, kind, detail));
    }
}
