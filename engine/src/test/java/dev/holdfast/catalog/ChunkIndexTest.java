package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.ChunkTable;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

class ChunkIndexTest {

    @TempDir
    private Path temporary;

    private final Random random = Seeds.random("ChunkIndexTest");
    private final SnapshotId run = SnapshotId.random(random);
    private Catalog catalog;

    @BeforeEach
    void open() throws IOException {
        catalog = Catalog.open(temporary);
    }

    @AfterEach
    void close() throws IOException {
        catalog.close();
    }

    @Test
    void everyChunkIsFoundAtItsPlace() throws IOException {
        var packs = new ArrayList<PackFacts>();
        try (var index = catalog.openChunkIndex(_ -> true)) {
            for (int i = 0; i < 50; i++) {
                var pack = randomPack(i);
                packs.add(pack);
                assertEquals(i + 1, index.addPack(run, pack, Packs.UPLOAD));
                assertFound(index, packs);
            }
            assertNull(index.findChunk(PackKind.PAYLOAD, Packs.digest(random)));
        }
        try (var index = catalog.openChunkIndex(_ -> true)) {
            assertFound(index, packs);
        }
    }

    @Test
    void kindsNeverAnswerForEachOther() throws IOException {
        var payload = Packs.random(random, PackKind.PAYLOAD, 4);
        var metadata = Packs.of(random, PackKind.METADATA, payload.chunks());
        var id = payload.chunks().id(2);
        try (var index = catalog.openChunkIndex(_ -> true)) {
            index.addPack(run, payload, Packs.UPLOAD);
            assertNull(index.findChunk(PackKind.METADATA, id));
            index.addPack(run, metadata, Packs.UPLOAD);
            assertEquals(new ChunkPlace(1, 2), index.findChunk(PackKind.PAYLOAD, id));
            assertEquals(new ChunkPlace(2, 2), index.findChunk(PackKind.METADATA, id));
        }
    }

    @Test
    void onlyUsablePacksCount() throws IOException {
        var gone = Packs.random(random, PackKind.PAYLOAD, 4);
        var id = gone.chunks().id(0);
        var again = Packs.of(
                random, PackKind.PAYLOAD, new ChunkTable.Builder().add(id, 9, 9).build());
        addPacks(gone);
        try (var index = catalog.openChunkIndex(_ -> false)) {
            assertNull(index.findChunk(PackKind.PAYLOAD, id));
        }
        addPacks(again);
        try (var index = catalog.openChunkIndex(pack -> pack.name().equals(again.name()))) {
            assertEquals(new ChunkPlace(2, 0), index.findChunk(PackKind.PAYLOAD, id));
        }
    }

    @Test
    void aDroppedPackIsNotFound() throws IOException {
        var pack = Packs.random(random, PackKind.PAYLOAD, 4);
        addPacks(pack);
        var known = catalog.findPack(pack.name());
        assertNotNull(known);
        catalog.dropPacks(List.of(known));
        try (var index = catalog.openChunkIndex(_ -> true)) {
            assertNull(index.findChunk(PackKind.PAYLOAD, pack.chunks().id(0)));
        }
    }

    @Test
    void anEqualPrefixIsNotEnough() throws IOException {
        var pack = Packs.random(random, PackKind.PAYLOAD, 1);
        var id = pack.chunks().id(0);
        addPacks(pack);
        try (var index = catalog.openChunkIndex(_ -> true)) {
            var twin = new Sha256(id.a(), id.b(), id.c(), id.d() ^ 1);
            assertNull(index.findChunk(PackKind.PAYLOAD, twin));
            assertNotNull(index.findChunk(PackKind.PAYLOAD, id));
        }
    }

    @Test
    void aLostIndexIsBuiltAnew() throws IOException {
        var packs = List.of(randomPack(0), randomPack(1));
        addPacks(packs.toArray(PackFacts[]::new));
        Files.delete(indexFile());
        try (var index = catalog.openChunkIndex(_ -> true)) {
            assertFound(index, packs);
        }
    }

    @Test
    void anIndexOfAnotherCatalogIsBuiltAnew() throws IOException {
        var stale = randomPack(0);
        addPacks(stale);
        close();
        Files.delete(temporary.resolve("catalog.db"));
        open();
        var pack = randomPack(1);
        addPacks(pack);
        try (var index = catalog.openChunkIndex(_ -> true)) {
            assertFound(index, List.of(pack));
            assertNull(index.findChunk(stale.kind(), stale.chunks().id(0)));
        }
    }

    /// What a killed process leaves: a file that says it is not whole.
    @Test
    void anIndexThatWasNotClosedIsBuiltAnew() throws IOException {
        addPacks(randomPack(0));
        var first = Files.readAllBytes(indexFile());
        var pack = randomPack(1);
        try (var index = catalog.openChunkIndex(_ -> true)) {
            index.addPack(run, pack, Packs.UPLOAD);
            var open = Files.readAllBytes(indexFile());
            assertEquals(0, open[12], "says that it is whole while it is added to");
            Files.write(temporary.resolve("copy"), open);
        }
        Files.move(
                temporary.resolve("copy"),
                indexFile(),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (var index = catalog.openChunkIndex(_ -> true)) {
            assertFound(index, List.of(pack));
        }
        Files.write(indexFile(), first);
        try (var index = catalog.openChunkIndex(_ -> true)) {
            assertFound(index, List.of(pack));
        }
    }

    @Test
    void whateverIsInTheFileNothingFalseIsFound() throws IOException {
        var pack = Packs.random(random, PackKind.PAYLOAD, 300);
        addPacks(pack);
        var sound = Files.readAllBytes(indexFile());
        for (int round = 0; round < Seeds.repeat(200); round++) {
            var damaged = sound.clone();
            int from = random.nextInt(damaged.length);
            int length = 1 + random.nextInt(round % 2 == 0 ? 8 : damaged.length - from);
            for (int i = from; i < Math.min(damaged.length, from + length); i++) {
                damaged[i] = (byte) random.nextInt(256);
            }
            Files.write(indexFile(), damaged);
            try (var index = catalog.openChunkIndex(_ -> true)) {
                for (int i = 0; i < 300; i++) {
                    var place = index.findChunk(PackKind.PAYLOAD, pack.chunks().id(i));
                    assertTrue(place == null || place.equals(new ChunkPlace(1, i)));
                }
                assertNull(index.findChunk(PackKind.METADATA, pack.chunks().id(0)));
            }
        }
    }

    @Test
    void severalThreadsLookUpWhileOneAdds() throws Exception {
        var packs = new ArrayList<PackFacts>();
        for (int i = 0; i < 200; i++) packs.add(Packs.random(random, PackKind.PAYLOAD, 100));
        var stored = new AtomicInteger();
        try (var index = catalog.openChunkIndex(_ -> true);
                var threads = Executors.newFixedThreadPool(4)) {
            Callable<Integer> lookUp = () -> {
                int seen = 0;
                while (seen < packs.size()) {
                    seen = stored.get();
                    for (int i = Math.max(0, seen - 20); i < seen; i++) {
                        var id = packs.get(i).chunks().id(i % 100);
                        assertEquals(
                                new ChunkPlace(i + 1, i % 100),
                                index.findChunk(PackKind.PAYLOAD, id));
                    }
                }
                return seen;
            };
            var readers =
                    List.of(threads.submit(lookUp), threads.submit(lookUp), threads.submit(lookUp));
            for (var pack : packs) {
                index.addPack(run, pack, Packs.UPLOAD);
                stored.incrementAndGet();
            }
            for (var reader : readers) assertEquals(packs.size(), reader.get());
        }
    }

    /// The heap stays small: a million digests alone would be 32 MB, as objects 72 MB.
    @Test
    void aMillionChunksGoInAndAreFound() throws IOException {
        int packs = 1000;
        try (var index = catalog.openChunkIndex(_ -> true)) {
            for (int i = 0; i < packs; i++) {
                index.addPack(run, numbered(i), Packs.UPLOAD);
            }
        }
        try (var index = catalog.openChunkIndex(_ -> true)) {
            long before = heapUsed();
            for (int i = 0; i < packs; i++) {
                for (int chunk = 0; chunk < 1000; chunk += 97) {
                    assertEquals(
                            new ChunkPlace(i + 1, chunk),
                            index.findChunk(PackKind.METADATA, number(i, chunk)));
                    assertNull(index.findChunk(PackKind.METADATA, number(i + packs, chunk)));
                }
            }
            long grown = heapUsed() - before;
            assertTrue(grown < 40 << 20, "the heap grew by " + grown);
        }
        assertEquals(4096 + (16L << 21), Files.size(indexFile()));
    }

    private static long heapUsed() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private PackFacts numbered(int pack) {
        var table = new ChunkTable.Builder();
        for (int chunk = 0; chunk < 1000; chunk++) table.add(number(pack, chunk), 100, 50);
        return Packs.of(random, PackKind.METADATA, table.build());
    }

    /// Spread over all 64 bits as the digests of a real hash are.
    private static Sha256 number(int pack, int chunk) {
        long n = pack * 1000L + chunk;
        long mixed = n * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
        return new Sha256(mixed ^ (mixed >>> 32), n, ~n, 7);
    }

    private PackFacts randomPack(int number) {
        var kind = number % 2 == 0 ? PackKind.PAYLOAD : PackKind.METADATA;
        return Packs.random(random, kind, 1 + random.nextInt(300));
    }

    private void addPacks(PackFacts... packs) throws IOException {
        try (var index = catalog.openChunkIndex(_ -> true)) {
            for (var pack : packs) index.addPack(run, pack, Packs.UPLOAD);
        }
    }

    private void assertFound(ChunkIndex index, List<PackFacts> packs) throws IOException {
        for (var pack : packs) {
            var known = catalog.findPack(pack.name());
            assertNotNull(known);
            for (int i = 0; i < pack.chunks().count(); i += 7) {
                var place = index.findChunk(pack.kind(), pack.chunks().id(i));
                assertEquals(new ChunkPlace(known.pack(), i), place);
            }
        }
    }

    private Path indexFile() {
        return temporary.resolve("chunks.index");
    }
}
