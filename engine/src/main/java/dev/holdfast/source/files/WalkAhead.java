package dev.holdfast.source.files;

import dev.holdfast.flow.Channel;
import dev.holdfast.flow.Scope;
import dev.holdfast.source.SourceEvent;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A stretch of a walk that a thread of its own takes, some hundred events ahead of who
/// takes them from here (docs/design/0010-walking-ahead.md).
///
/// A directory stays open until the event that leaves it was taken. Events in four batches
/// are under way at most: one that is being filled, two that wait, one that is being taken.
final class WalkAhead implements AutoCloseable {

    private static final int WAITING_MAX = 2;

    private final FileTreeWalk walk;
    private final WalkNotices notices;
    private final Outlet outlet;
    private final Scope scope = Scope.open("walk");
    private final Channel<Batch> batches = Channel.in(scope, WAITING_MAX);

    /// Left by the walk, and not yet by who takes its events; no more than there are events
    /// under way.
    private final Queue<OpenDirectory> left = new ConcurrentLinkedQueue<>();

    private @Nullable Batch batch;

    private WalkAhead(FileTreeWalk walk, WalkNotices notices, Outlet outlet) {
        this.walk = walk;
        this.notices = notices;
        this.outlet = outlet;
    }

    /// Starts the thread; until [#close] the walk and its notices belong to it.
    static WalkAhead start(FileTreeWalk walk, WalkNotices notices, Outlet outlet) {
        var ahead = new WalkAhead(walk, notices, outlet);
        ahead.scope.fork("ahead", ahead::run);
        return ahead;
    }

    private void run() throws IOException, InterruptedException {
        boolean more = true;
        while (more) {
            var filling = new Batch();
            notices.into(filling);
            more = filling.fill(walk, left::add);
            batches.put(filling);
        }
        batches.end();
    }

    /// The next event, with what was told before it; null where the thread has stopped.
    ///
    /// @throws IOException what the walk has thrown in this place
    @Nullable
    SourceEvent findNext() throws IOException {
        while (true) {
            if (batch == null) batch = batches.takeUninterruptibly();
            if (batch == null) return null;
            var event = batch.findNext(outlet);
            if (event == null) {
                batch = null;
                continue;
            }
            if (event instanceof SourceEvent.Leave) left.remove().close();
            return event;
        }
    }

    /// Waits for the end of the thread, which a call to the file system may hold up.
    @Override
    public void close() {
        scope.close();
        notices.into(null);
        for (var directory = left.poll(); directory != null; directory = left.poll()) {
            directory.close();
        }
    }
}
