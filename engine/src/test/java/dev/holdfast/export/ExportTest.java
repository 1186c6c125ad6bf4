package dev.holdfast.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.backup.TestRepository;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.pxar.ArchiveForm;
import dev.holdfast.format.pxar.PayloadEncoder;
import dev.holdfast.format.pxar.PxarAccessor;
import dev.holdfast.format.pxar.PxarDecoder;
import dev.holdfast.format.pxar.PxarEncoder;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.PxarEvent;
import dev.holdfast.source.SourceEntry;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.source.files.FileTree;
import dev.holdfast.source.files.FileTreeOptions;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.SpecialTree;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

final class ExportTest {

    @TempDir
    private Path directory;

    private Path tree;

    @BeforeEach
    void plant() throws IOException {
        tree = Files.createDirectory(directory.resolve("tree"));
    }

    /// Both forms of one export.
    private record Exported(ByteString single, ByteString metadata, ByteString payload) {

        static Exported of(
                ByteArrayOutputStream single,
                ByteArrayOutputStream metadata,
                ByteArrayOutputStream payload) {
            return new Exported(
                    ByteString.ofOwned(single.toByteArray()),
                    ByteString.ofOwned(metadata.toByteArray()),
                    ByteString.ofOwned(payload.toByteArray()));
        }

        void assertEqualTo(Exported other) {
            assertArrayEquals(other.single.toByteArray(), single.toByteArray());
            assertArrayEquals(other.metadata.toByteArray(), metadata.toByteArray());
            assertArrayEquals(other.payload.toByteArray(), payload.toByteArray());
        }

        ByteArrayInputStream openSingle() {
            return new ByteArrayInputStream(single.toByteArray());
        }
    }

    private Exported export(String path) throws IOException, InterruptedException {
        try (var test = new TestRepository(new MemoryStore(), directory.resolve("state"))) {
            test.backup(tree);
            return export(test, path);
        }
    }

    private Exported export(TestRepository test, String path)
            throws IOException, InterruptedException {
        try (var snapshot = test.open(test.repository.snapshots().getLast(), directory)) {
            var archive = ArchiveReader.open(snapshot);
            var single = new ByteArrayOutputStream();
            Export.run(archive, ByteString.utf8(path), PxarExport.single(single::write));
            var metadata = new ByteArrayOutputStream();
            var payload = new ByteArrayOutputStream();
            var sink = PxarExport.split(metadata::write, payload::write, Prelude.find(snapshot));
            Export.run(archive, ByteString.utf8(path), sink);
            return Exported.of(single, metadata, payload);
        }
    }

    /// What the source itself gives, encoded without a repository in between.
    private Exported encoded() throws IOException, InterruptedException {
        var single = new ByteArrayOutputStream();
        var metadata = new ByteArrayOutputStream();
        var payload = new ByteArrayOutputStream();
        var v1 = PxarEncoder.open(single::write, ArchiveForm.V1);
        var v2 = PxarEncoder.open(metadata::write, ArchiveForm.V2);
        var contents = PayloadEncoder.open(payload::write);
        encode(v1, null);
        encode(v2, contents);
        contents.finish();
        return Exported.of(single, metadata, payload);
    }

    private void encode(PxarEncoder to, @Nullable PayloadEncoder payload)
            throws IOException, InterruptedException {
        var root = ByteString.utf8(tree.toString());
        var links = new HashMap<Long, Map.Entry<ByteString, Long>>();
        int depth = 0;
        try (var cursor = FileTree.of(root, FileTreeOptions.ALL).open(_ -> {})) {
            for (var event = cursor.next(); event != null; event = cursor.next()) {
                switch (event) {
                    case SourceEvent.Enter(var entry) -> {
                        var metadata = Objects.requireNonNull(entry.metadata());
                        if (depth++ == 0) to.root(metadata);
                        else to.directory(entry.name(), metadata);
                    }
                    case SourceEvent.Leave _ -> {
                        if (--depth > 0) to.endDirectory();
                        else to.finish();
                    }
                    case SourceEvent.Item(var entry) -> item(to, payload, entry, links);
                }
            }
        }
    }

    private static void item(
            PxarEncoder to,
            @Nullable PayloadEncoder payload,
            SourceEntry entry,
            Map<Long, Map.Entry<ByteString, Long>> links)
            throws IOException {
        switch (entry.facts().type()) {
            case REGULAR -> {
                var first = links.get(entry.facts().inode());
                // What a longer path names becomes a file of its own.
                if (first != null && first.getKey().length() <= 4096) {
                    to.hardlink(entry.name(), first.getKey(), first.getValue());
                    return;
                }
                try (var content = Objects.requireNonNull(entry.open())) {
                    var bytes = new byte[(int) content.facts().size()];
                    for (int at = 0; at < bytes.length; ) {
                        at += content.read(bytes, at, bytes.length - at);
                    }
                    long position = file(to, payload, entry, content.metadata(), bytes);
                    if (entry.facts().links() > 1) {
                        links.put(entry.facts().inode(), Map.entry(entry.path(), position));
                    }
                }
            }
            case SYMLINK ->
                to.symlink(
                        entry.name(),
                        Objects.requireNonNull(entry.metadata()),
                        Objects.requireNonNull(entry.target()));
            case BLOCK_DEVICE, CHARACTER_DEVICE ->
                to.device(
                        entry.name(),
                        Objects.requireNonNull(entry.metadata()),
                        entry.deviceMajor(),
                        entry.deviceMinor());
            case FIFO -> to.fifo(entry.name(), Objects.requireNonNull(entry.metadata()));
            case SOCKET -> to.socket(entry.name(), Objects.requireNonNull(entry.metadata()));
            case DIRECTORY -> throw new AssertionError("a directory is entered");
        }
    }

    private static long file(
            PxarEncoder to,
            @Nullable PayloadEncoder payload,
            SourceEntry entry,
            dev.holdfast.format.pxar.Metadata metadata,
            byte[] bytes)
            throws IOException {
        if (payload == null) {
            long position = to.file(entry.name(), metadata, bytes.length);
            to.content(bytes, 0, bytes.length);
            return position;
        }
        long address = payload.begin(bytes.length);
        payload.content(bytes, 0, bytes.length);
        return to.reference(entry.name(), metadata, address, bytes.length);
    }

    @Test
    void anExportIsByteForByteTheEncodedSource() throws IOException, InterruptedException {
        var random = Seeds.random("ExportTest");
        // More children than a stored table lists, files of every size class, hard links.
        var many = Files.createDirectory(tree.resolve("many"));
        for (int i = 0; i < 1500; i++) {
            var bytes = new byte[i % 300 == 0 ? random.nextInt(2 << 20) : random.nextInt(500)];
            random.nextBytes(bytes);
            Files.write(many.resolve("file" + i), bytes);
        }
        Files.createDirectory(many.resolve("directory"));
        Files.createLink(tree.resolve("zz-link"), many.resolve("file7"));
        Files.createLink(many.resolve("zz-link"), many.resolve("file300"));
        var exported = export("");
        exported.assertEqualTo(encoded());
    }

    @Test
    void aTreeWithEverySpecialCaseIsExportedWhole() throws IOException, InterruptedException {
        try (var scratch = ScratchDirectory.make()) {
            tree = scratch.path().resolve("tree");
            SpecialTree.make(tree, 1, 50);
            export("").assertEqualTo(encoded());
        }
    }

    @Test
    void ourDecodersAcceptBothForms() throws IOException, InterruptedException {
        Files.writeString(tree.resolve("a"), "alpha");
        Files.createLink(tree.resolve("b"), tree.resolve("a"));
        var exported = export("");
        var v1 = PxarDecoder.open(exported.openSingle());
        assertEquals(List.of("a alpha", "b -> a"), lines(v1));
        var v2 = PxarDecoder.open(
                new ByteArrayInputStream(exported.metadata.toByteArray()),
                new ByteArrayInputStream(exported.payload.toByteArray()));
        assertEquals(List.of("a alpha", "b -> a"), lines(v2));
        PxarAccessor.open(
                RandomAccessBytes.of(exported.metadata.toByteArray()),
                RandomAccessBytes.of(exported.payload.toByteArray()));
    }

    @Test
    void aLinkToAFileOutsideOfThePlaceBecomesAFile() throws IOException, InterruptedException {
        Files.writeString(tree.resolve("a"), "alpha");
        var place = Files.createDirectories(tree.resolve("b/place"));
        Files.createLink(place.resolve("first"), tree.resolve("a"));
        Files.createLink(place.resolve("second"), tree.resolve("a"));
        Files.writeString(place.resolve("third"), "gamma");
        Files.createLink(place.resolve("fourth"), place.resolve("third"));
        var exported = export("b/place");
        var v1 = PxarDecoder.open(exported.openSingle());
        assertEquals(
                List.of("first alpha", "fourth gamma", "second -> first", "third -> fourth"),
                lines(v1));
    }

    @Test
    void aDamagedContentEndsTheExportInAnException() throws IOException, InterruptedException {
        Files.write(tree.resolve("a"), new byte[100_000]);
        var store = new MemoryStore();
        try (var test = new TestRepository(store, directory.resolve("state"))) {
            test.backup(tree);
            for (var path : store.contents().keySet()) {
                if (!path.startsWith("packs/")) continue;
                var bytes = Objects.requireNonNull(store.contents().get(path)).clone();
                bytes[bytes.length / 2] ^= 4;
                store.plant(path, bytes);
            }
            assertThrows(CorruptDataException.class, () -> export(test, ""));
        }
    }

    @Test
    void aFileIsNoPlaceToExport() throws IOException {
        Files.writeString(tree.resolve("a"), "alpha");
        assertThrows(NotADirectoryException.class, () -> export("a"));
    }

    private static List<String> lines(PxarDecoder decoder) throws IOException {
        var lines = new ArrayList<String>();
        for (var event = decoder.next(); event != null; event = decoder.next()) {
            if (!(event instanceof PxarEvent.Item(var entry))) continue;
            lines.add(entry.name()
                    + switch (entry) {
                        case PxarEntry.RegularFile _ ->
                            " "
                                    + new String(
                                            decoder.content().readAllBytes(),
                                            java.nio.charset.StandardCharsets.UTF_8);
                        case PxarEntry.Hardlink link -> " -> " + link.target();
                        default -> "";
                    });
        }
        return lines;
    }
}
