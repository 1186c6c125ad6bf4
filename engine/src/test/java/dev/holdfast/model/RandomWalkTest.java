package dev.holdfast.model;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.model.Actor.Asked;
import dev.holdfast.model.Cast.Scene;
import dev.holdfast.model.Explorer.Ended;
import dev.holdfast.repository.PackLook;
import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tally;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Everybody at once, a random one at a time, with deaths and lost answers: what the
/// explorer has no room for. `-Ptrust` takes a million steps.
final class RandomWalkTest {

    private static final List<String> NAMES =
            List.of("writer a", "writer b", "prune 1", "prune 2", "forget", "fence");

    @TempDir
    private Path directory;

    private final Random random = Seeds.random("random walk");

    @Test
    void i1I3I4I5AnyRandomOrderKeepsTheInvariants() throws Exception {
        long wanted = Effort.count(5_000, 1_000_000);
        long steps = 0;
        int walks = 0;
        try (var tally = Tally.of(
                RandomWalkTest.class, "I1 I3 I4 I5", "random operations against the oracle")) {
            var casts = new ArrayList<Cast>();
            for (var scene : Scene.values()) {
                for (var check : PackLook.values()) {
                    casts.add(new Cast(scene, check, directory.resolve(scene + "-" + check)));
                }
            }
            for (var cast : casts) {
                var law = new Invariants(cast);
                var actors = new ArrayList<Actor>();
                for (var name : NAMES) actors.add(cast.actor(name));
                long end = steps + wanted / casts.size();
                for (; steps < end; walks++) {
                    long taken = walk(cast, law, actors);
                    steps += taken;
                    tally.add(taken);
                }
                for (var actor : actors) actor.rest();
            }
            System.err.printf("%,d random walks of %,d steps in all%n", walks, steps);
            assertTrue(steps >= wanted);
            tally.passed();
        }
    }

    /// One who walks, and what was heard on the way.
    private record Walker(Actor actor, Performance performance, List<Asked> script) {

        @Nullable
        Question next() {
            return performance.now().question();
        }
    }

    private long walk(Cast cast, Invariants law, List<Actor> actors) throws Exception {
        var walkers = new ArrayList<Walker>();
        for (var actor : actors) {
            if (random.nextInt(5) > 0) {
                walkers.add(new Walker(actor, actor.perform(), new ArrayList<>()));
            }
        }
        var order = new ArrayList<String>();
        var contents = cast.start;
        long steps = 0;
        int changes = 1 + random.nextInt(20);
        while (!walkers.isEmpty()) {
            var walker = walkers.get(random.nextInt(walkers.size()));
            // Some take many steps in a row, as processes do.
            for (int i = random.nextInt(changes); i >= 0 && walker.next() != null; i--) {
                contents = step(walker, contents, order);
                steps++;
                requireKept(law.broken(contents), order);
            }
            if (walker.next() != null) continue;
            var ended = new Ended(
                    walker.actor().name,
                    walker.script(),
                    walker.performance().now().failure());
            requireKept(law.broken(ended, contents), order);
            walkers.remove(walker);
        }
        requireKept(law.brokenInTheEnd(contents), order);
        return steps;
    }

    private Contents step(Walker walker, Contents contents, List<String> order) throws Exception {
        var question = walker.next();
        if (question == null) throw new IllegalStateException("it has ended");
        var step = contents.ask(question);
        int fate = question.changes() ? random.nextInt(200) : 200;
        Answer answer = switch (fate) {
            case 0, 1 -> new Answer.Death();
            case 2, 3 -> new Answer.NoAnswer();
            default -> step.answer();
        };
        boolean happens = fate == 2 || fate > 3;
        order.add(
                walker.actor().name + " " + question + " → " + answer + (happens ? "" : ", lost"));
        walker.script().add(new Asked(question, answer));
        var _ = walker.performance().answer(answer);
        return happens ? step.after() : contents;
    }

    private static void requireKept(@Nullable String broken, List<String> order) {
        assertNull(broken, () -> broken + "\n  " + String.join("\n  ", order));
    }
}
