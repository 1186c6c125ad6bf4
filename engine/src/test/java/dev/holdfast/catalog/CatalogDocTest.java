package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;

import dev.holdfast.format.ByteReader;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.RepositoryId;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pack.ChunkTable;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.format.pack.PackTrailer;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// docs/format/snapshot-database.md and catalog.md say what the code does.
class CatalogDocTest {

    @TempDir
    private Path temporary;

    private final Random random = Seeds.random("CatalogDocTest");
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();

    @Test
    void theStatementsOfTheSnapshotDatabaseAreThePages() throws IOException {
        assertEquals(SnapshotSchema.STATEMENTS, statements("snapshot-database.md"));
    }

    @Test
    void theStatementsOfTheCatalogAreThePages() throws IOException {
        assertEquals(CatalogSchema.STATEMENTS, statements("catalog.md"));
    }

    @Test
    void everyColumnIsExplained() throws IOException {
        var page = page("snapshot-database.md");
        var text = page.substring(page.indexOf("### `snapshot`"));
        for (var statement : SnapshotSchema.STATEMENTS.subList(0, 4)) {
            for (var line : statement.lines().filter(l -> l.startsWith("  ")).toList()) {
                var column = line.strip().replaceAll("[ (].*", "");
                if (column.startsWith("PRIMARY") || List.of("key", "value").contains(column))
                    continue;
                assertTrue(text.contains("`" + column + "`"), column);
            }
        }
    }

    @Test
    void theNumbersOfThePagesAreTheCodes() throws IOException {
        var page = page("snapshot-database.md");
        assertContains(page, "| page size | " + SnapshotSchema.PAGE_SIZE + " |");
        assertContains(page, "`application_id` | " + SnapshotSchema.APPLICATION_ID + " (`HFSD`)");
        assertContains(page, "`user_version` | " + SnapshotSchema.VERSION + " |");
        assertContains(page, "larger than | " + SnapshotDatabase.SIZE_MAX + " bytes, or both");
        assertContains(page, (64 << 20) + " bytes and 100 × its stored size");
        assertEquals(64 << 20, SnapshotDatabase.sizeMax(7));
        assertEquals(7_000_000_000L, SnapshotDatabase.sizeMax(70_000_000));
        assertContains(page, "longer than | " + SnapshotSchema.LENGTH_MAX + " bytes");
        assertContains(page, "addresses over " + FactsRow.ADDRESS_LIMIT + " |");
        assertContains(page, "At most 1,000 rows.");
        assertEquals(1000, SnapshotDatabaseWriter.TAGS_MAX);
        var catalog = page("catalog.md");
        assertContains(catalog, "`application_id` " + CatalogSchema.APPLICATION_ID + " (`HFCT`)");
        assertContains(catalog, "`user_version` " + CatalogSchema.VERSION + ".");
        assertContains(catalog, "A header of " + SlotTable.HEADER + " bytes");
        assertContains(catalog, "| n | " + SlotTable.SLOTS_LOG2_MIN + " to 36 |");
    }

    @Test
    void theChunkIndexIsLaidOutAsThePageSays() throws IOException {
        // Always the same three digests, which begin in three different slots.
        var pack = Packs.random(new Random(7), PackKind.PAYLOAD, 3);
        try (var catalog = Catalog.open(temporary);
                var index = catalog.openChunkIndex(_ -> true)) {
            index.addPack(SnapshotId.random(random), pack, Packs.UPLOAD);
        }
        var file = Files.readAllBytes(temporary.resolve("chunks.index"));
        assertEquals(4096 + (16 << 12), file.length);
        var in = new ByteReader("chunks.index", file);
        assertEquals(ByteString.utf8("HFCHUNKS"), in.byteString(8));
        assertEquals(1, in.u32());
        assertEquals(1, in.u32());
        var identity = SqliteCommand.run(
                temporary.resolve("catalog.db"), "SELECT lower(hex(identity)) FROM catalog");
        assertEquals(identity.strip(), HexFormat.of().formatHex(in.bytes(16)));
        assertEquals(1, in.u64());
        assertEquals(3, in.u64());
        assertEquals(12, in.u32());
        var crc = new CRC32C();
        crc.update(file, 0, 52);
        assertEquals(crc.getValue(), in.u32());
        long key = pack.chunks().id(2).a();
        long slot = key >>> 52;
        var at = new ByteReader("slot", file, 4096 + (int) slot * 16, 16);
        assertEquals(key, at.u64());
        assertEquals(1L << 32 | (long) PackKind.PAYLOAD.code() << 24 | 2, at.u64());
    }

    /// The page's script, on packs that stock `age` has sealed.
    @Test
    void aStreamIsRebuiltByHandAsThePageSays() throws Exception {
        var identity = temporary.resolve("identity.txt");
        run("age-keygen", "-o", identity.toString());
        var database = temporary.resolve("snapshot.db");
        try (var catalog = Catalog.open(temporary.resolve("state"))) {
            writeSnapshot(catalog, identity, database);
        }
        assertArrayEquals(metadata.toByteArray(), rebuild(database, identity, "m"));
        assertArrayEquals(payload.toByteArray(), rebuild(database, identity, "p"));
        assertArrayEquals(new byte[0], rebuild(database, identity, "c"));
        SqliteCommand.run(database, "UPDATE snapshot SET metadata_sha256 = zeroblob(32)");
        assertNotEquals(0, runScript(database, identity, "m"));
        try (var packs = Files.walk(temporary.resolve("packs"))) {
            for (var pack : packs.filter(Files::isRegularFile).toList()) Files.delete(pack);
        }
        assertNotEquals(0, runScript(database, identity, "p"));
    }

    private void writeSnapshot(Catalog catalog, Path identity, Path database) throws Exception {
        var run = SnapshotId.random(random);
        payload.write(new byte[16]);
        try (var index = catalog.openChunkIndex(_ -> true);
                var writer = catalog.writeSnapshotDatabase(run, database)) {
            for (int i = 0; i < 3; i++) {
                addPack(index, writer, identity, run, ArchiveStream.PAYLOAD, payload);
                payload.write(new byte[777]);
                addPack(index, writer, identity, run, ArchiveStream.METADATA, metadata);
            }
            // The last hole is no part of what a script can see.
            var bytes = payload.toByteArray();
            payload.reset();
            payload.write(bytes, 0, bytes.length - 777);
            var facts = new SampleSnapshot(random).facts();
            writer.finish(new SnapshotFacts(
                            run,
                            RepositoryId.random(random),
                            LineageId.random(random),
                            facts.name(),
                            facts.source(),
                            facts.startedAt(),
                            facts.finishedAt(),
                            facts.version(),
                            facts.encoderVersion(),
                            facts.changeDetection(),
                            null,
                            facts.options(),
                            new StreamFacts(metadata.size(), Sha256.hash(metadata.toByteArray())),
                            bytes.length,
                            bytes.length,
                            new StreamFacts(0, Sha256.hash(new byte[0])),
                            facts.entries(),
                            facts.traffic()))
                    .close();
        }
    }

    private void addPack(
            ChunkIndex index,
            SnapshotDatabaseWriter writer,
            Path identity,
            SnapshotId run,
            ArchiveStream stream,
            ByteArrayOutputStream content)
            throws Exception {
        long address = content.size();
        var plain = new ByteArrayOutputStream();
        var table = new ChunkTable.Builder();
        for (int i = 0; i < 5; i++) {
            var chunk = new byte[1 + random.nextInt(50_000)];
            random.nextBytes(chunk);
            var frame = Zstd.compress(chunk);
            table.add(Sha256.hash(chunk), chunk.length, frame.length);
            plain.write(frame);
            content.write(chunk);
        }
        var chunks = table.build();
        plain.write(PackTrailer.of(stream.kind(), chunks).toByteArray());
        var stored = seal(identity, plain.toByteArray());
        var name = Sha256.hash(stored);
        var file = temporary.resolve("packs/" + name.hex().substring(0, 2) + "/" + name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, stored);
        var facts = new PackFacts(
                name, stream.kind(), stored.length, plain.size(), header(stored), chunks);
        long row = index.addPack(run, facts, Packs.UPLOAD);
        for (int i = 0; i < chunks.count(); i++) {
            writer.addChunk(stream, address, chunks.length(i), new ChunkPlace(row, i));
            address += chunks.length(i);
        }
    }

    private byte[] seal(Path identity, byte[] plain) throws Exception {
        var source = temporary.resolve("plain");
        var sealed = temporary.resolve("sealed");
        Files.write(source, plain);
        run("age", "-e", "-i", identity.toString(), "-o", sealed.toString(), source.toString());
        return Files.readAllBytes(sealed);
    }

    /// The header ends with its MAC line; the nonce is the 16 bytes behind that.
    private static ByteString header(byte[] stored) {
        var text = new String(stored, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n', text.indexOf("\n--- ") + 1) + 1 + 16;
        return ByteString.of(stored, 0, end);
    }

    private byte[] rebuild(Path database, Path identity, String stream) throws Exception {
        assertEquals(0, runScript(database, identity, stream));
        return Files.readAllBytes(temporary.resolve("stream"));
    }

    private int runScript(Path database, Path identity, String stream) throws Exception {
        var script = temporary.resolve("stream.sh");
        Files.writeString(script, block("snapshot-database.md", "sh"));
        return exec(
                "bash",
                script.toString(),
                database.toString(),
                temporary.resolve("packs").toString(),
                identity.toString(),
                stream,
                temporary.resolve("stream").toString());
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, exec(command), Arrays.toString(command));
    }

    private static int exec(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static void assertContains(String page, String words) {
        assertTrue(page.contains(words), words);
    }

    private static List<String> statements(String name) throws IOException {
        return Pattern.compile(";\\s*")
                .splitAsStream(block(name, "sql").strip())
                .toList();
    }

    /// The one block of that language on a page.
    private static String block(String name, String language) throws IOException {
        var page = page(name);
        int from = page.indexOf("```" + language + "\n");
        assertTrue(from >= 0, language);
        from += language.length() + 4;
        return page.substring(from, page.indexOf("```\n", from));
    }

    private static String page(String name) throws IOException {
        var root = Objects.requireNonNull(System.getProperty("holdfast.root"));
        return Files.readString(Path.of(root, "docs", "format", name));
    }
}
