package dev.holdfast.source.files;

import dev.holdfast.source.Notice;
import dev.holdfast.source.SourceEvent;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Some steps of a walk that runs ahead: events, the notices between them, and at the end
/// perhaps why the walk cannot go on. Filled by one thread, then emptied by another.
final class Batch {

    private static final int EVENTS_MAX = 128;

    /// Each keeps a descriptor until it was taken and left.
    private static final int DIRECTORIES_MAX = 12;

    /// Steps, of which those that only give notices or nothing count too.
    private static final int STEPS_MAX = 512;

    private final SourceEvent[] events = new SourceEvent[EVENTS_MAX];
    private final List<Told> told = new ArrayList<>(0);
    private int count;
    private int taken;
    private int heard;
    private @Nullable Throwable failure;

    /// A notice, and how many events came before it.
    private record Told(int after, Notice notice) {}

    /// Takes steps until it is full. False if the walk ended, failed, or may no longer run
    /// ahead. What `walk` tells has to come to [#add].
    @SuppressWarnings("CatchingUnchecked") // thrown by findNext(), to who takes the events
    boolean fill(FileTreeWalk walk, Consumer<OpenDirectory> left) {
        int directories = 0;
        try {
            for (int steps = 0; steps < STEPS_MAX; steps++) {
                if (count == EVENTS_MAX || directories == DIRECTORIES_MAX) return true;
                if (!walk.mayStayAhead()) return false;
                var event = walk.step(left);
                if (event == null) continue;
                events[count++] = event;
                if (event instanceof SourceEvent.Enter) directories++;
            }
            return true;
        } catch (Throwable e) {
            failure = e;
            return false;
        }
    }

    void add(Notice notice) {
        told.add(new Told(count, notice));
    }

    /// The next event, null after the last. Tells `outlet` what came up before it, throws
    /// what the walk has thrown after the last.
    @Nullable
    SourceEvent findNext(Outlet outlet) throws IOException {
        while (heard < told.size() && told.get(heard).after() == taken) {
            outlet.tell(told.get(heard++).notice());
        }
        if (taken < count) return events[taken++];
        return switch (failure) {
            case null -> null;
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError("a walk threw what it may not throw", failure);
        };
    }
}
