package dev.holdfast.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.restore.Restores;
import dev.holdfast.store.BlobKey;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a verify says of damaged packs, held against what really comes back from them.
final class TouchedFilesTest {

    private static final int BACKUPS = 4;

    @TempDir
    private Path directory;

    private final Random random = Seeds.random("TouchedFilesTest");
    private final Map<SnapshotId, Map<String, byte[]>> history = new HashMap<>();
    private VerifyFixture fixture;

    /// Small files that share chunks, large ones of several, and a history of both.
    @BeforeEach
    void backUp() throws IOException, InterruptedException {
        fixture = new VerifyFixture(directory);
        for (int run = 0; run < BACKUPS; run++) {
            for (int i = run % 2; i < 60; i += 1 + run) {
                var bytes = new byte[random.nextInt(i % 10 == 0 ? 3 << 20 : 30_000)];
                random.nextBytes(bytes);
                var parent = Files.createDirectories(fixture.tree.resolve("d" + i % 5));
                Files.write(parent.resolve("file" + i), bytes);
            }
            fixture.test.backup(fixture.tree);
            var newest = fixture.test.repository.snapshots().getLast();
            history.put(newest.manifest().snapshot(), contents(fixture.tree));
        }
        assertEquals(BACKUPS, history.size());
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void theFilesThatAreNamedAreThoseThatDoNotComeBack() throws IOException, InterruptedException {
        var packs = payloadPacks();
        assertTrue(packs.size() >= BACKUPS, packs.toString());
        long named = 0;
        for (int round = 0; round < 4; round++) {
            var damaged = new ArrayList<>(packs);
            Collections.shuffle(damaged, random);
            var before = fixture.store.contents();
            for (var pack : damaged.subList(0, 1 + round % 2)) damage(pack);
            var verdict = fixture.readAllWithKeys();
            assertFalse(verdict.isClean());
            named += assertExact(verdict, "round " + round);
            for (var pack : damaged) {
                var whole = before.get(pack.path());
                if (whole != null) fixture.plant(pack, whole);
            }
        }
        assertTrue(named > 0, "damage that hits no file proves nothing");
        assertTrue(fixture.readAllWithKeys().isClean());
    }

    /// Returns how many files were named.
    private long assertExact(VerifyFixture.Verdict verdict, String what)
            throws IOException, InterruptedException {
        long named = 0;
        for (var snapshot : fixture.test.repository.snapshots()) {
            var id = snapshot.manifest().snapshot();
            var expected = history.get(id);
            if (expected == null) throw new IllegalStateException("a snapshot of nobody");
            var target = Files.createTempDirectory(directory, "target");
            new Restores(fixture.test, directory).run(snapshot, target);
            var lost = new TreeSet<String>();
            var restored = contents(target);
            expected.forEach((path, bytes) -> {
                if (!Arrays.equals(bytes, restored.get(path))) lost.add(path);
            });
            var touched = new TreeSet<String>();
            for (var file : verdict.of(Finding.TouchedFile.class)) {
                if (file.snapshot().equals(id)) touched.add(file.path().toString());
            }
            assertEquals(lost, touched, what + ", snapshot " + id);
            named += touched.size();
        }
        return named;
    }

    private void damage(BlobKey pack) {
        var bytes = fixture.bytes(pack);
        switch (random.nextInt(4)) {
            case 0 -> fixture.store.delete(pack);
            case 1 -> fixture.flip(pack, random.nextInt(bytes.length), random.nextInt(8));
            case 2 -> fixture.plant(pack, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            default -> {
                int from = random.nextInt(bytes.length);
                Arrays.fill(bytes, from, Math.min(bytes.length, from + 4096), (byte) 0);
                fixture.plant(pack, bytes);
            }
        }
    }

    private List<BlobKey> payloadPacks() throws IOException {
        var packs = new TreeSet<BlobKey>();
        for (var snapshot : fixture.test.repository.snapshots()) {
            try (var open = fixture.test.open(snapshot, directory)) {
                var database = open.database();
                for (int i = 0; i < database.packCount(); i++) {
                    if (database.packKind(i) == PackKind.PAYLOAD) {
                        packs.add(BlobKey.pack(database.packName(i)));
                    }
                }
            }
        }
        return List.copyOf(packs);
    }

    private static Map<String, byte[]> contents(Path root) throws IOException {
        var contents = new TreeMap<String, byte[]>();
        try (var files = Files.walk(root)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                contents.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }
}
