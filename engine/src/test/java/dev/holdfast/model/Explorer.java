package dev.holdfast.model;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes actors through every order of their questions up to a bound, and looks at every
/// state.
///
/// Two states are one if the store holds the same and every actor has heard the same. The
/// bound is on preemptions: how often an actor has to stop although it could go on. Within
/// it everything is tried: who goes on when one has ended is free, and an actor that was
/// stopped may sleep until all others have ended.
final class Explorer {

    private final List<Actor> actors;
    private final Law law;
    private final Bounds bounds;
    private final Map<Key, Integer> seen = new HashMap<>();
    private final List<Deque<State>> queues = new ArrayList<>();
    private long steps;
    private long ends;

    /// How far the search goes.
    ///
    /// @param preemptions how often an actor is stopped that could go on
    /// @param deaths how many actors die
    /// @param lostAnswers how many calls fail, with or without their effect
    /// @param states where the search gives up, and says so
    record Bounds(int preemptions, int deaths, int lostAnswers, long states) {}

    /// What must hold.
    interface Law {

        /// Looks at a state of the store; a text is what is wrong with it.
        @Nullable
        String broken(Contents contents);

        /// Looks at an actor that has ended.
        @Nullable
        String broken(Ended ended, Contents contents);

        /// Looks at what is left when all have ended.
        @Nullable
        String brokenInTheEnd(Contents contents) throws Exception;
    }

    /// An actor that has ended, with what it asked and heard.
    record Ended(
            String name, List<Actor.Asked> script, @Nullable Throwable failure) {}

    /// What a search has found.
    ///
    /// @param isComplete whether it went through everything within its bounds
    /// @param violation what was wrong, with the order that leads there
    record Found(
            long states,
            long steps,
            long ends,
            boolean isComplete,
            @Nullable String violation) {}

    private record State(
            Contents contents,
            List<Actor.Place> places,
            int last,
            int deaths,
            int lost,
            @Nullable State before,
            String how) {}

    /// What makes a state another one. Places are themselves and nothing else.
    private record Key(
            Contents contents, List<Actor.Place> places, int last, int deaths, int lost) {}

    Explorer(List<Actor> actors, Law law, Bounds bounds) {
        this.actors = List.copyOf(actors);
        this.law = law;
        this.bounds = bounds;
        for (int i = 0; i <= bounds.preemptions(); i++) queues.add(new ArrayDeque<>());
    }

    Found explore(Contents start) throws Exception {
        var places = actors.stream().map(a -> a.start).toList();
        var violation = reach(new State(start, places, -1, 0, 0, null, "start"), 0);
        for (int preempted = 0; preempted < queues.size(); preempted++) {
            var queue = queues.get(preempted);
            while (!queue.isEmpty() && violation == null) {
                if (seen.size() > bounds.states()) return found(false, null);
                var state = queue.removeLast();
                violation = goOn(state, preempted);
            }
        }
        return found(true, violation);
    }

    private Found found(boolean complete, @Nullable String violation) {
        return new Found(seen.size(), steps, ends, complete, violation);
    }

    private @Nullable String goOn(State state, int preempted) throws Exception {
        boolean all = true;
        for (int i = 0; i < actors.size(); i++) {
            var place = state.places().get(i);
            if (place.hasEnded()) continue;
            all = false;
            int last = state.last();
            boolean preempts =
                    last >= 0 && last != i && !state.places().get(last).hasEnded();
            int cost = preempted + (preempts ? 1 : 0);
            if (cost > bounds.preemptions()) continue;
            var violation = step(state, i, cost);
            if (violation != null) return violation;
        }
        if (!all) return null;
        ends++;
        var broken = law.brokenInTheEnd(state.contents());
        return broken == null ? null : told(state, broken);
    }

    /// One actor asks its next question; also it may die instead, or hear nothing.
    private @Nullable String step(State state, int actor, int cost) throws Exception {
        var place = state.places().get(actor);
        var question = place.next;
        if (question == null) throw new IllegalStateException("nobody is there to ask");
        var step = state.contents().ask(question);
        var violation =
                reach(next(state, actor, step.answer(), step.after(), 0, 0, "" + question), cost);
        if (violation != null || !question.changes()) return violation;
        if (state.deaths() < bounds.deaths()) {
            var death = new Answer.Death();
            violation = reach(
                    next(state, actor, death, state.contents(), 1, 0, "dies before " + question),
                    cost);
        }
        if (violation == null && state.lost() < bounds.lostAnswers()) {
            var none = new Answer.NoAnswer();
            violation = reach(
                    next(state, actor, none, step.after(), 0, 1, "hears nothing of " + question),
                    cost);
            if (violation != null) return violation;
            violation = reach(
                    next(state, actor, none, state.contents(), 0, 1, "fails at " + question), cost);
        }
        return violation;
    }

    private State next(
            State state, int actor, Answer answer, Contents after, int deaths, int lost, String how)
            throws Exception {
        steps++;
        var places = new ArrayList<>(state.places());
        places.set(actor, places.get(actor).after(answer));
        return new State(
                after,
                List.copyOf(places),
                actor,
                state.deaths() + deaths,
                state.lost() + lost,
                state,
                actors.get(actor).name + " " + how);
    }

    private @Nullable String reach(State state, int cost) {
        var key = new Key(
                state.contents(), state.places(), state.last(), state.deaths(), state.lost());
        var before = seen.get(key);
        if (before != null && before <= cost) return null;
        seen.put(key, cost);
        if (before == null) {
            var broken = law.broken(state.contents());
            if (broken == null && state.last() >= 0) {
                var place = state.places().get(state.last());
                if (place.hasEnded()) {
                    var ended = new Ended(place.actor().name, place.script(), place.failure);
                    broken = law.broken(ended, state.contents());
                }
            }
            if (broken != null) return told(state, broken);
        }
        queues.get(cost).addLast(state);
        return null;
    }

    private static String told(State state, String broken) {
        var order = new ArrayList<String>();
        for (State s = state; s != null; s = s.before()) order.add(s.how());
        return broken + "\n  " + String.join("\n  ", order.reversed());
    }
}
