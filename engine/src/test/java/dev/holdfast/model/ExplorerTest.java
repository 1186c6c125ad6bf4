package dev.holdfast.model;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.model.Cast.Scene;
import dev.holdfast.model.Explorer.Bounds;
import dev.holdfast.repository.PackLook;
import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.Tally;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The protocols of docs/format/protocols.md, as they are built, in every order up to the
/// bounds that each test states. `-Ptrust` widens them.
final class ExplorerTest {

    private static final boolean TRUST = Effort.isFull();
    private static final long STATES = TRUST ? 10_000_000 : 200_000;

    /// One preemption more makes some twenty times as many states: -Dtrust.scale=2 and above.
    private static final boolean LONG = Effort.count(1, 1) > 1;

    /// Where a search has no end that could be reached.
    private static final long ROOM = Effort.count(1, 250_000);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Scene.class)
    void i1I3ABackupAPruneAndAForgetInEveryOrder(Scene scene) throws Exception {
        explore(scene, new Bounds(LONG ? 3 : 2, 0, 0, STATES), "writer a", "prune 1", "forget");
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void i1I3ABackupThatReliesOnASnapshotThatIsBeingForgotten(Scene scene) throws Exception {
        explore(scene, new Bounds(LONG ? 3 : 2, 0, 0, STATES), "writer b", "prune 1", "forget");
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void i1I3TwoPrunesFinishEachOthersWork(Scene scene) throws Exception {
        var bounds = new Bounds(LONG ? 2 : 1, 0, 0, STATES);
        explore(scene, bounds, "writer a", "prune 1", "prune 2", "forget");
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void i1I3I5AnybodyMayDieAnywhereAndAWriterComesAgain(Scene scene) throws Exception {
        var bounds = new Bounds(TRUST ? 1 : 0, 1, 0, STATES);
        explore(scene, bounds, "writer a", "prune 1", "forget");
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void i1I3I4AnyAnswerMayBeLost(Scene scene) throws Exception {
        var bounds = new Bounds(TRUST ? 1 : 0, 0, 1, STATES);
        explore(scene, bounds, "writer a", "prune 1", "forget");
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void i1I3AWriterThatSleptAndWasShutOutDoesNoHarm(Scene scene) throws Exception {
        explore(scene, new Bounds(1, 0, 0, STATES), "writer a", "prune 1", "forget", "fence");
    }

    @Test
    void i1I3I5TwoWritersTwoPrunesAForgetAndAFenceOneAfterTheOther() throws Exception {
        explore(Scene.AFTER_A_DEATH, new Bounds(0, 0, 0, STATES), everybody());
    }

    @Test
    @EnabledIfSystemProperty(named = "trust", matches = "true")
    void i1I3I4I5EverybodyAsFarAsThereIsRoom() throws Exception {
        for (var scene : Scene.values()) {
            for (var check : PackLook.values()) {
                var one = search(scene, check, new Bounds(1, 0, 0, ROOM), everybody());
                assertNull(one.violation());
                var none = search(scene, check, new Bounds(0, 1, 1, ROOM), everybody());
                assertNull(none.violation());
            }
        }
    }

    private static String[] everybody() {
        return new String[] {"writer a", "writer b", "prune 1", "prune 2", "forget", "fence"};
    }

    private void explore(Scene scene, Bounds bounds, String... names) throws Exception {
        for (var check : PackLook.values()) {
            var found = search(scene, check, bounds, names);
            assertNull(found.violation());
            assertTrue(found.isComplete(), "there are more than " + bounds.states() + " states");
        }
    }

    private Explorer.Found search(Scene scene, PackLook check, Bounds bounds, String... names)
            throws Exception {
        var what =
                "states of %s, %s, packs checked %s, with %d preemptions, %d deaths, %d lost answers%s"
                        .formatted(
                                String.join(" + ", names),
                                scene,
                                check,
                                bounds.preemptions(),
                                bounds.deaths(),
                                bounds.lostAnswers(),
                                bounds.states() == ROOM ? ", not all there are" : "");
        try (var tally = Tally.of(ExplorerTest.class, "I1 I3 I4 I5", what)) {
            var found = search(scene, check, bounds, List.of(names));
            tally.add(found.states());
            if (found.violation() == null) tally.passed();
            return found;
        }
    }

    private Explorer.Found search(Scene scene, PackLook check, Bounds bounds, List<String> names)
            throws Exception {
        var cast = new Cast(scene, check, directory.resolve("" + System.nanoTime()));
        List<Actor> actors = new ArrayList<>();
        for (var name : names) actors.add(cast.actor(name));
        var found = new Explorer(actors, new Invariants(cast), bounds).explore(cast.start);
        for (var actor : actors) actor.rest();
        return found;
    }
}
