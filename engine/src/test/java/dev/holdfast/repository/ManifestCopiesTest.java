package dev.holdfast.repository;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;

/// Copies of manifests, which cost a request if there are none and nothing else.
final class ManifestCopiesTest {

    private static final byte[] STORED = "a manifest".getBytes(StandardCharsets.US_ASCII);

    private final Random random = Seeds.random("ManifestCopies");
    private final SnapshotId one = SnapshotId.random(random);
    private final SnapshotId other = SnapshotId.random(random);

    @TempDir
    private Path state;

    private ManifestCopies copies;

    @BeforeEach
    void make() {
        copies = new ManifestCopies(state);
    }

    @Test
    void aCopyIsGivenAsItWasKept() {
        copies.keep(one, STORED);
        assertArrayEquals(STORED, copies.find(one, STORED.length));
        assertNull(copies.find(one, STORED.length + 1));
        assertNull(copies.find(other, STORED.length));
    }

    @Test
    void i6AnyDamagedOrCutCopyIsNone() throws IOException {
        copies.keep(one, STORED);
        var file = file(one);
        var whole = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            var damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            assertNull(copies.find(one), "bit " + bit);
        }
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertNull(copies.find(one), length + " bytes");
        }
    }

    @Test
    void copiesOfWhatIsForgottenAndWhatWasNotFinishedGo() throws IOException {
        copies.keep(one, STORED);
        copies.keep(other, STORED);
        Files.write(file(one).resolveSibling(".new-1"), STORED);
        copies.retain(Set.of(one));
        assertArrayEquals(STORED, copies.find(one));
        assertNull(copies.find(other));
        try (var left = Files.list(file(one).getParent())) {
            assertTrue(left.allMatch(file(one)::equals));
        }
    }

    /// As where the state directory belongs to somebody else.
    @Test
    void aCopyThatCannotBeRemovedIsLeftAndTheOthersGo() throws IOException {
        copies.keep(one, STORED);
        copies.keep(other, STORED);
        for (var name : new String[] {".", "0", "~"}) {
            Files.createDirectories(file(one).resolveSibling(name + "x/below"));
        }
        copies.retain(Set.of(one));
        assertArrayEquals(STORED, copies.find(one));
        assertNull(copies.find(other));
    }

    @Test
    void whereNothingWasKeptNothingIsRemoved() throws IOException {
        copies.retain(Set.of());
        Files.writeString(state.resolve("manifests"), "no directory");
        copies.keep(one, STORED);
        copies.retain(Set.of());
        assertNull(copies.find(one));
    }

    private Path file(SnapshotId snapshot) {
        return state.resolve("manifests").resolve(snapshot.toString());
    }
}
