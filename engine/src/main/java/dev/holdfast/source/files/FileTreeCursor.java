package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.Notice;
import dev.holdfast.source.SourceCursor;
import dev.holdfast.source.SourceEvent;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.function.Consumer;

/// One walk over a directory tree, as its user sees it.
///
/// It begins on the user's thread. After some events a thread of its own takes it up, and
/// gives it back where the tree is too deep for that. What comes, and what is told between
/// two events, is the same.
final class FileTreeCursor implements SourceCursor {

    /// A thread costs about as much as this many events; most trees are over before.
    static final int AHEAD_AFTER = 512;

    private final Outlet outlet;
    private final WalkNotices notices;
    private final FileTreeWalk walk;

    /// How many events come on the user's own thread before another takes up the walk.
    private final int aheadAfter;

    private int alone;
    private @Nullable WalkAhead ahead;

    private FileTreeCursor(Outlet outlet, WalkNotices notices, FileTreeWalk walk, int aheadAfter) {
        this.outlet = outlet;
        this.notices = notices;
        this.walk = walk;
        this.aheadAfter = aheadAfter;
    }

    static FileTreeCursor open(
            ByteString root, FileTreeOptions options, int aheadAfter, Consumer<Notice> notices)
            throws IOException {
        var outlet = new Outlet(notices, options.attributesAsListed());
        var own = new WalkNotices(outlet);
        var walk = FileTreeWalk.open(root, options, own, outlet);
        return new FileTreeCursor(outlet, own, walk, aheadAfter);
    }

    /// A walk that meets nothing but `name` in `directory`.
    static FileTreeCursor openAround(
            ByteString directory, ByteString name, Consumer<Notice> notices) throws IOException {
        var outlet = new Outlet(notices, FileTreeOptions.ALL.attributesAsListed());
        var own = new WalkNotices(outlet);
        var walk = FileTreeWalk.openAround(directory, name, own, outlet);
        return new FileTreeCursor(outlet, own, walk, AHEAD_AFTER);
    }

    @Override
    public @Nullable SourceEvent next() throws IOException {
        outlet.advance();
        var running = ahead;
        if (running != null) {
            var event = running.findNext();
            if (event != null) return event;
            stop(running);
        }
        SourceEvent event = null;
        while (event == null && !walk.hasEnded()) event = walk.step(OpenDirectory::close);
        if (event != null && ++alone > aheadAfter && walk.mayRunAhead()) {
            alone = 0;
            ahead = WalkAhead.start(walk, notices, outlet);
        }
        return event;
    }

    private void stop(WalkAhead running) {
        ahead = null;
        running.close();
    }

    @Override
    public void close() {
        outlet.advance();
        if (ahead != null) stop(ahead);
        walk.close();
    }
}
