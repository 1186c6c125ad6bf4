package dev.holdfast.model;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Real code that asks a store, and all the ways it was seen to go so far.
///
/// What it asks next depends on nothing but the answers it got. So each sequence of answers
/// is tried once and remembered. One performance is kept where it stands; for a sequence
/// that it is not in the middle of, another one is begun from the beginning.
final class Actor {

    final String name;
    final Place start;
    private final Performance.Program program;
    private final byte[] descriptor;
    private final boolean restarts;
    private Performance performance;
    private @Nullable Place standing;
    private int places;

    /// A question and its answer.
    record Asked(Question question, Answer answer) {}

    /// Where an actor stands: after which answers it asks what.
    final class Place {

        final @Nullable Place before;
        final @Nullable Asked asked;

        /// What it asks; null if it has ended.
        final @Nullable Question next;

        /// How it ended, null for well.
        final @Nullable Throwable failure;

        private final Map<Answer, Place> after = new HashMap<>();

        private Place(@Nullable Place before, @Nullable Asked asked, Performance.Event event) {
            places++;
            this.before = before;
            this.asked = asked;
            this.next = event.question();
            this.failure = event.failure();
        }

        Actor actor() {
            return Actor.this;
        }

        boolean hasEnded() {
            return next == null;
        }

        /// Where the actor stands after that answer.
        Place after(Answer answer) throws InterruptedException {
            var known = after.get(answer);
            if (known != null) return known;
            var reached = go(this, answer);
            after.put(answer, reached);
            return reached;
        }

        /// What it asked and heard, first things first.
        List<Asked> script() {
            var script = new ArrayList<Asked>();
            for (Place place = this; place != null; place = place.before) {
                if (place.asked != null) script.add(place.asked);
            }
            return script.reversed();
        }
    }

    /// @param restarts whether the actor is started again after its death
    Actor(String name, byte[] descriptor, boolean restarts, Performance.Program program)
            throws InterruptedException {
        this.name = name;
        this.descriptor = descriptor;
        this.restarts = restarts;
        this.program = program;
        this.performance = Performance.start(program, descriptor, restarts);
        this.start = new Place(null, null, performance.now());
        this.standing = start;
    }

    /// How many sequences of answers were tried.
    int placeCount() {
        return places;
    }

    /// Begins a performance that nobody remembers.
    Performance perform() throws InterruptedException {
        return Performance.start(program, descriptor, restarts);
    }

    /// Ends the thread that stands somewhere.
    void rest() throws InterruptedException {
        performance.rest();
        standing = null;
    }

    private Place go(Place from, Answer answer) throws InterruptedException {
        var question = from.next;
        if (question == null) throw new IllegalStateException(name + " has ended");
        if (standing != from) replay(from);
        var event = performance.answer(answer);
        var reached = new Place(from, new Asked(question, answer), event);
        standing = reached;
        return reached;
    }

    private void replay(Place to) throws InterruptedException {
        performance.rest();
        performance = Performance.start(program, descriptor, restarts);
        for (var asked : to.script()) {
            var question = performance.now().question();
            if (!asked.question().equals(question)) {
                throw new IllegalStateException(
                        "%s is not the same every time: it asked %s and now asks %s"
                                .formatted(name, asked.question(), question));
            }
            var _ = performance.answer(asked.answer());
        }
    }
}
