package dev.holdfast.trust;

import dev.holdfast.archive.StreamReader;
import dev.holdfast.catalog.SnapshotDatabase;
import dev.holdfast.crypto.AgeFile;
import dev.holdfast.crypto.AgeHeader;
import dev.holdfast.crypto.Armor;
import dev.holdfast.crypto.IdentityFile;
import dev.holdfast.crypto.SealedLayout;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobPaths;
import dev.holdfast.format.manifest.Descriptor;
import dev.holdfast.format.manifest.JsonReader;
import dev.holdfast.format.manifest.Manifest;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.SnapshotTags;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.format.manifest.WriterList;
import dev.holdfast.format.manifest.WriterMarker;
import dev.holdfast.format.pack.ChunkTable;
import dev.holdfast.format.pack.FrameHeader;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.format.pack.PackTrailer;
import dev.holdfast.format.pxar.ArchiveForm;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PxarAccessor;
import dev.holdfast.format.pxar.PxarDecoder;
import dev.holdfast.format.pxar.PxarDirectory;
import dev.holdfast.format.pxar.PxarEncoder;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.PxarEvent;
import dev.holdfast.format.pxar.Timestamp;
import dev.holdfast.source.files.ExcludeList;
import dev.holdfast.store.BlobKey;
import dev.holdfast.testkit.Fuzz;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Every decoder is fed with noise: it answers or refuses in a sentence, with little memory
/// and in little time (I8, I9).
final class DecoderFuzzTest {

    private static final int USUAL = 1500;
    private static final int FULL = 200_000;

    private final Random random = Seeds.random("DecoderFuzzTest");
    private ScratchDirectory scratch;
    private Sample sample;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        scratch = ScratchDirectory.makeInMemory();
        sample = Sample.make(scratch.path(), random);
    }

    @AfterEach
    void close() throws IOException {
        sample.close();
        scratch.close();
    }

    private static void fuzz(String what, int share, Fuzz.Decoder decoder, byte[]... inputs)
            throws IOException {
        Fuzz.of(what, "engine", inputs)
                .orRefuses(WrongKeyException.class)
                .run(DecoderFuzzTest.class, USUAL / share, FULL / share, decoder);
    }

    @Test
    void archives() throws Exception {
        var stored = sample.test.repository.snapshots().getLast();
        byte[] metadata;
        try (var open = sample.test.open(stored, scratch.path());
                var in = StreamReader.metadata(open).from(0)) {
            metadata = in.readAllBytes();
        }
        fuzz(
                "stored archives",
                1,
                input -> {
                    walk(PxarDecoder.openStored(new ByteArrayInputStream(input)), false);
                    list(PxarAccessor.openStored(RandomAccessBytes.of(input)).root(), 0);
                },
                metadata);
        fuzz(
                "pxar version 1",
                1,
                input -> {
                    walk(PxarDecoder.open(new ByteArrayInputStream(input)), true);
                    list(PxarAccessor.open(RandomAccessBytes.of(input)).root(), 0);
                },
                versionOne());
    }

    private static void walk(PxarDecoder decoder, boolean contents) throws IOException {
        for (PxarEvent event; (event = decoder.next()) != null; ) {
            boolean file = event instanceof PxarEvent.Item(PxarEntry.RegularFile _);
            if (contents && file) Sha256.hash(decoder.content().readAllBytes());
        }
    }

    private static void list(PxarDirectory directory, int depth) throws IOException {
        var children = directory.children();
        for (PxarEntry child; (child = children.next()) != null; ) {
            var _ = directory.find(child.name());
            if (child instanceof PxarEntry.Directory inner && depth < 20) {
                list(directory.open(inner), depth + 1);
            }
        }
    }

    private static byte[] versionOne() throws IOException {
        var out = new ByteWriter();
        var encoder = PxarEncoder.open(out::bytes, ArchiveForm.V1);
        encoder.root(metadata(040755));
        long first = encoder.file(ByteString.utf8("a"), metadata(0100644), 5);
        encoder.content(new byte[] {1, 2, 3, 4, 5}, 0, 5);
        encoder.directory(ByteString.utf8("b"), metadata(040755));
        encoder.hardlink(ByteString.utf8("c"), ByteString.utf8("a"), first);
        encoder.symlink(ByteString.utf8("d"), metadata(0120777), ByteString.utf8("../a"));
        encoder.endDirectory();
        encoder.fifo(ByteString.utf8("e"), metadata(010644));
        encoder.finish();
        return out.toByteArray();
    }

    private static Metadata metadata(int mode) {
        return Metadata.plain(mode, 0, 0, Timestamp.EPOCH);
    }

    @Test
    void ageFiles() throws Exception {
        var me = sample.test.identity;
        var file = AgeFile.encrypt(new byte[300], List.of(me.recipient()), sample.test.random);
        fuzz(
                "age headers",
                1,
                input -> {
                    var header = AgeHeader.parse("a file", input);
                    var _ = SealedLayout.of(header, input.length);
                },
                file);
        fuzz("age files", 20, input -> AgeFile.decrypt("a file", input, List.of(me)), file);
        var armored = Armor.encode(file).getBytes(StandardCharsets.US_ASCII);
        fuzz("armored age files", 1, input -> Armor.decode("a file", input), armored);
        var text =
                ("# created: now\n" + me.toSecretText() + "\n").getBytes(StandardCharsets.US_ASCII);
        fuzz("identity files", 20, input -> IdentityFile.parse("a file", input).close(), text);
    }

    @Test
    void packs() throws Exception {
        var chunks = new ChunkTable.Builder();
        for (int i = 0; i < 5; i++) chunks.add(Sha256.hash(new byte[i]), 100 + i, 50 + i);
        var trailer = PackTrailer.of(PackKind.PAYLOAD, chunks.build());
        var frames = new byte[(int) trailer.chunks().lengths().storedSize()];
        var out = new ByteWriter().bytes(frames);
        trailer.writeTo(out);
        fuzz(
                "pack tables",
                1,
                input -> PackTrailer.readFrom("a pack", RandomAccessBytes.of(input)),
                out.toByteArray());
        var frame = com.github.luben.zstd.Zstd.compress(new byte[1000]);
        frame[4] |= 4;
        fuzz(
                "frame headers",
                1,
                input -> FrameHeader.readFrom("a frame", input, 0, input.length),
                frame);
    }

    @Test
    void plainPages() throws Exception {
        var stored = sample.test.repository.snapshots().getLast().manifest();
        fuzz("JSON", 1, input -> JsonReader.object("a page", input), stored.toByteArray());
        fuzz(
                "manifests",
                1,
                input -> Manifest.readFrom("a manifest", input, (_, _, _) -> true),
                stored.toByteArray());
        fuzz(
                "descriptors",
                1,
                input -> Descriptor.readFrom("a descriptor", input),
                sample.test.repository.descriptor().toByteArray());
        var snapshot = SnapshotId.random(random);
        fuzz(
                "writers' markers",
                1,
                input -> WriterMarker.readFrom("a marker", input),
                new WriterMarker(snapshot, Instant.EPOCH).toByteArray());
        fuzz(
                "lists of writers",
                1,
                input -> WriterList.readFrom("a list", input),
                new WriterList(List.of(WriterId.random(random))).toByteArray());
        fuzz(
                "trash lists",
                1,
                input -> BlobPaths.readFrom("a list", input),
                new BlobPaths(List.of(BlobKey.database(snapshot).path())).toByteArray());
        fuzz(
                "tags",
                1,
                input -> SnapshotTags.readFrom("tags", input),
                new SnapshotTags(snapshot, Map.of("a", "b")).toByteArray());
    }

    @Test
    void ignorePatterns() throws Exception {
        var text = "*.o\n!keep.o\n/build/**\n[a-z!]?x*y\n\\#a\n**/b/**/c\n d\\ \n";
        var root = ByteString.utf8("/home/ada");
        var paths = List.of("a.o", "build/x/y", "bxxxxxxxxxxxxxxxxxxxxxxxxxxxxy", "b/z/z/c", "#a");
        fuzz(
                "ignore patterns",
                1,
                input -> {
                    var list = ExcludeList.of(root, ExcludeList.lines(ByteString.of(input)));
                    for (var path : paths)
                        list.matches(ByteString.utf8(path), path.length() % 2 == 0);
                },
                text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void snapshotDatabases() throws Exception {
        var stored = sample.test.repository.snapshots().getLast();
        byte[] database;
        var key = BlobKey.database(stored.manifest().snapshot());
        try (var secrets = sample.test.unlock()) {
            var sealed = sample.store.contents().getOrDefault(key.path(), new byte[0]);
            var plain = AgeFile.decrypt("db", sealed, List.of(secrets.metadata()));
            try (var zstd =
                    new com.github.luben.zstd.ZstdInputStream(new ByteArrayInputStream(plain))) {
                database = zstd.readAllBytes();
            }
        }
        var file = scratch.path().resolve("fuzzed.db");
        fuzz(
                "snapshot databases",
                10,
                input -> {
                    Files.write(file, input);
                    try (var open = SnapshotDatabase.open(file)) {
                        var _ = open.tags();
                        open.forEachNotice(_ -> {});
                        for (int i = 0; i < open.packCount(); i++) open.getPack(i);
                    }
                },
                database);
    }
}
