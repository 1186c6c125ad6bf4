package dev.holdfast.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.store.MemoryStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;

/// How much of the metadata of a large tree a small change makes anew.
final class MetadataReuseTest {

    private static final int ENTRIES = 100_000;

    @TempDir
    private Path directory;

    @Test
    void aFileInFrontOfAHundredThousandMakesFourMetadataChunksAtMost()
            throws IOException, InterruptedException {
        var tree = Files.createDirectory(directory.resolve("tree"));
        for (int i = 0; i < ENTRIES; i++) Files.createFile(tree.resolve("f%06d".formatted(i)));
        var later = InstantSource.offset(InstantSource.system(), Duration.ofHours(1));
        try (var test = new TestRepository(new MemoryStore(), directory.resolve("state"))) {
            test.backup(tree, ChangeOptions.DEFAULT, later);
            long before = metadataChunks(test);
            assertTrue(before > 50, before + " chunks are no large tree");
            Files.write(tree.resolve("a"), "front".getBytes(StandardCharsets.UTF_8));
            var summary = test.backup(tree, ChangeOptions.DEFAULT, later);
            assertEquals(5, summary.readBytes());
            long made = metadataChunks(test) - before;
            assertTrue(made >= 1 && made <= 4, made + " chunks were made");
        }
    }

    private static long metadataChunks(TestRepository test) throws IOException {
        try (var catalog = Catalog.open(test.repository.stateDirectory())) {
            var packs = new ArrayList<Long>();
            catalog.forEachPack(pack -> {
                if (pack.kind() == PackKind.METADATA) packs.add(pack.pack());
            });
            long chunks = 0;
            for (long pack : packs) chunks += catalog.getPack(pack).lengths().count();
            return chunks;
        }
    }
}
