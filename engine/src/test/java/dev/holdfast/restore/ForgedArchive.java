package dev.holdfast.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.catalog.EntryCounts;
import dev.holdfast.catalog.SnapshotFacts;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.catalog.StreamFacts;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.ArchiveForm;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.format.pxar.PxarEncoder;
import dev.holdfast.format.pxar.Timestamp;
import dev.holdfast.repository.BackupRun;
import dev.holdfast.repository.ChunkSink;
import dev.holdfast.repository.Compression;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.repository.SnapshotDraft;
import dev.holdfast.repository.StoredManifest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/// A snapshot that no backup would make: entries of one's own choice, and names patched
/// into the encoded bytes, sealed and signed as if they were true.
final class ForgedArchive {

    static final Timestamp TIME = new Timestamp(1_000_000_000, 5);

    /// Where the one content is; everything else in the payload log is a hole.
    static final long CONTENT_ADDRESS = 16;

    static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    private byte[] metadata;
    private Sha256 claimed;

    private ForgedArchive(byte[] metadata) {
        this.metadata = metadata;
        this.claimed = Sha256.hash(metadata);
    }

    /// Writes the children of the root.
    interface Children {

        void write(PxarEncoder to) throws IOException;
    }

    static ForgedArchive of(Children children) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var encoder = PxarEncoder.open(bytes::write, ArchiveForm.STORED);
        encoder.root(metadata(FileType.DIRECTORY));
        children.write(encoder);
        encoder.finish();
        return new ForgedArchive(bytes.toByteArray());
    }

    static Metadata metadata(FileType type) {
        return Metadata.plain(type.bits() | 0755, 0, 0, TIME);
    }

    static ByteString name(String text) {
        return ByteString.utf8(text);
    }

    /// A regular file with the one content there is.
    static long file(PxarEncoder to, String name) throws IOException {
        return to.reference(
                name(name), metadata(FileType.REGULAR), CONTENT_ADDRESS, CONTENT.length);
    }

    /// Puts a name, or the path of a hard link, in place of one of the same length, and
    /// mends the tables, so that nothing else is wrong with the archive.
    ForgedArchive replace(String text, String with) {
        var from = (text + "\0").getBytes(StandardCharsets.UTF_8);
        var to = (with + "\0").getBytes(StandardCharsets.UTF_8);
        assertEquals(from.length, to.length, with);
        int places = replaceAll(from, to);
        assertTrue(places > 0, text);
        replaceAll(hash(from), hash(to));
        claimed = Sha256.hash(metadata);
        return this;
    }

    /// Has the database name another metadata stream.
    ForgedArchive claiming(Sha256 digest) {
        claimed = digest;
        return this;
    }

    /// Commits it as the last snapshot of `repository`.
    StoredManifest commit(TestRepository repository) throws IOException, InterruptedException {
        var clock = InstantSource.system();
        var options = new RunOptions(Compression.DEFAULT, 1, 1, false);
        try (var run = BackupRun.begin(repository.repository, options, clock, repository.random)) {
            run.write(this::put);
            return run.commit(new SnapshotDraft(
                    new SourceKey("host", "files", name("/source")),
                    clock.instant(),
                    "test",
                    1,
                    "data",
                    new SnapshotFacts.Reference(
                            SnapshotId.random(repository.random), Sha256.hash(metadata)),
                    "{}",
                    new StreamFacts(metadata.length, claimed),
                    new StreamFacts(check().length, Sha256.hash(check())),
                    CONTENT_ADDRESS + PayloadHeader.BYTES + CONTENT.length,
                    CONTENT.length,
                    new EntryCounts(1, 1, 0, 0, 0, CONTENT.length),
                    CONTENT.length,
                    List.of(),
                    Map.of()));
        }
    }

    private void put(ChunkSink sink) throws IOException, InterruptedException {
        var content = new byte[PayloadHeader.BYTES + CONTENT.length];
        PayloadHeader.write(CONTENT.length, content, 0);
        System.arraycopy(CONTENT, 0, content, PayloadHeader.BYTES, CONTENT.length);
        sink.put(ArchiveStream.PAYLOAD, CONTENT_ADDRESS, content, content.length);
        sink.put(ArchiveStream.METADATA, 0, metadata.clone(), metadata.length);
        sink.put(ArchiveStream.CHECKS, 0, check(), check().length);
    }

    private static byte[] check() {
        var crc = new CRC32C();
        crc.update(CONTENT);
        return ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(CONTENT_ADDRESS)
                .putInt((int) crc.getValue())
                .array();
    }

    private int replaceAll(byte[] from, byte[] to) {
        int places = 0;
        var patched = metadata.clone();
        for (int at = 0; at <= metadata.length - from.length; at++) {
            if (!java.util.Arrays.equals(metadata, at, at + from.length, from, 0, from.length)) {
                continue;
            }
            System.arraycopy(to, 0, patched, at, to.length);
            places++;
        }
        metadata = patched;
        return places;
    }

    /// SipHash-2-4 of a name, with the key of pxar, as its table has it.
    private static byte[] hash(byte[] terminated) {
        int length = terminated.length - 1;
        long k0 = 0x83ac3f1cfbb450dbL;
        long k1 = 0xaa4f1b6879369fbdL;
        var v = new long[] {
            k0 ^ 0x736f6d6570736575L,
            k1 ^ 0x646f72616e646f6dL,
            k0 ^ 0x6c7967656e657261L,
            k1 ^ 0x7465646279746573L
        };
        var padded = ByteBuffer.allocate(length / 8 * 8 + 8).order(ByteOrder.LITTLE_ENDIAN);
        padded.put(0, terminated, 0, length).put(padded.capacity() - 1, (byte) length);
        while (padded.hasRemaining()) {
            long word = padded.getLong();
            v[3] ^= word;
            rounds(v, 2);
            v[0] ^= word;
        }
        v[2] ^= 0xff;
        rounds(v, 4);
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(v[0] ^ v[1] ^ v[2] ^ v[3])
                .array();
    }

    private static void rounds(long[] v, int count) {
        for (int i = 0; i < count; i++) {
            v[0] += v[1];
            v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
            v[0] = Long.rotateLeft(v[0], 32);
            v[2] += v[3];
            v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
            v[0] += v[3];
            v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
            v[2] += v[1];
            v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
            v[2] = Long.rotateLeft(v[2], 32);
        }
    }
}
