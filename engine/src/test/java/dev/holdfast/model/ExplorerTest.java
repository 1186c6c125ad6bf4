package dev.holdfast.model;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.model.Cast.Scene;
import dev.holdfast.model.Explorer.Bounds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The protocols of docs/format/protocols.md, as they are built, in every order up to the
/// bounds that each test states. `-Dtrust=true` widens them.
final class ExplorerTest {

    private static final boolean TRUST = Boolean.getBoolean("trust");
    private static final long STATES = TRUST ? 3_000_000 : 200_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Scene.class)
    void i1I3ABackupAPruneAndAForgetInEveryOrder(Scene scene) throws Exception {
        explore(scene, new Bounds(TRUST ? 3 : 2, 0, 0, STATES), "writer a", "prune 1", "forget");
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void i1I3TwoPrunesFinishEachOthersWork(Scene scene) throws Exception {
        var bounds = new Bounds(TRUST ? 2 : 1, 0, 0, STATES);
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
            assertNull(search(scene, new Bounds(1, 0, 0, STATES), everybody()).violation());
            assertNull(search(scene, new Bounds(0, 1, 1, STATES), everybody()).violation());
        }
    }

    private static String[] everybody() {
        return new String[] {"writer a", "writer b", "prune 1", "prune 2", "forget", "fence"};
    }

    private void explore(Scene scene, Bounds bounds, String... names) throws Exception {
        var found = search(scene, bounds, names);
        assertNull(found.violation());
        assertTrue(found.isComplete(), "there are more than " + bounds.states() + " states");
    }

    private Explorer.Found search(Scene scene, Bounds bounds, String... names) throws Exception {
        var cast = new Cast(scene, directory.resolve("" + System.nanoTime()));
        List<Actor> actors = new ArrayList<>();
        for (var name : names) actors.add(cast.actor(name));
        var found = new Explorer(actors, new Invariants(cast), bounds).explore(cast.start);
        for (var actor : actors) actor.rest();
        System.err.printf(
                "%s, %s, %s: %,d states, %,d steps, %,d ends%n",
                String.join(" + ", names),
                scene,
                bounds,
                found.states(),
                found.steps(),
                found.ends());
        return found;
    }
}
