package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.SmallDisk;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;

class FullDiskTest {

    @TempDir
    private Path temporary;

    private final Random random = Seeds.random("FullDiskTest");
    private final SnapshotId run = SnapshotId.random(random);
    private @Nullable SmallDisk disk;

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.tryMount(temporary.resolve("disk"), 2 << 20);
        assumeTrue(disk != null, "no tmpfs");
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) disk.close();
    }

    /// Also of the mapped index: a page that cannot be had would kill the process.
    @Test
    void aFullDiskIsAFailureAndWhatWasRecordedStays() throws IOException {
        var recorded = new ArrayList<PackFacts>();
        var state = temporary.resolve("disk");
        try (var catalog = Catalog.open(state)) {
            var index = catalog.openChunkIndex(_ -> true);
            assertThrows(IOException.class, () -> {
                while (true) {
                    var pack = Packs.random(random, PackKind.METADATA, 1000);
                    index.addPack(run, pack, Packs.UPLOAD);
                    recorded.add(pack);
                }
            });
            assertTrue(recorded.size() > 3, recorded.size() + " packs fit");
            assertDoesNotThrow(index::close);
        }
        Files.delete(state.resolve("chunks.index"));
        Files.deleteIfExists(state.resolve("chunks.index.new"));
        try (var catalog = Catalog.open(state)) {
            assertNull(catalog.setAside());
            for (var pack : recorded) assertNotNull(catalog.findPack(pack.name()));
        }
    }

    @Test
    void aDatabaseThatDoesNotFitIsNotLeftBehind() throws IOException {
        var target = temporary.resolve("disk/db");
        try (var catalog = Catalog.open(temporary.resolve("state"))) {
            try (var index = catalog.openChunkIndex(_ -> true)) {
                index.addPack(run, Packs.random(random, PackKind.PAYLOAD, 1), Packs.UPLOAD);
            }
            try (var writer = catalog.writeSnapshotDatabase(run, target)) {
                assertThrows(IOException.class, () -> {
                    for (long address = 16; ; address += 1 << 20) {
                        writer.addExtent(ArchiveStream.PAYLOAD, address, 1, 0, 1);
                    }
                });
            }
            assertFalse(Files.exists(target));
            assertEquals(1, packs(catalog));
        }
    }

    private static int packs(Catalog catalog) throws IOException {
        var packs = new ArrayList<KnownPack>();
        catalog.forEachPack(packs::add);
        return packs.size();
    }
}
