package dev.holdfast.format.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Sha256;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;

final class ManifestTest {

    private static final Random RANDOM = new Random(1);

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        var manifest = manifest();
        assertEquals(manifest, read(manifest.toByteArray()));
        var descriptor = descriptor();
        assertEquals(descriptor, Descriptor.readFrom("test", descriptor.toByteArray()));
    }

    @Test
    void theSignatureIsNotAmongTheSignedBytes() {
        var manifest = manifest();
        assertEquals(
                new String(manifest.signedBytes(), StandardCharsets.UTF_8),
                new String(manifest.withSignature("ff").signedBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void i12ANewerManifestOrDescriptorIsCalledNewer() {
        // A newer manifest may have any other members.
        assertThrows(
                FormatTooNewException.class,
                () -> read(bytes("{\"signature\":\"" + "cd".repeat(64)
                        + "\",\"version\":7,\"writer\":\"x\",\"xyz\":[1,2]}")));
        var manifest = text(manifest().toByteArray());
        assertThrows(
                FormatTooNewException.class,
                () -> read(bytes(manifest.replace("\"version\":1", "\"version\":2"))));
        assertThrows(
                FormatTooNewException.class,
                () -> read(bytes(manifest.replace("\"lists\":[]", "\"lists\":[1]"))));
        var descriptor = text(descriptor().toByteArray());
        assertThrows(
                FormatTooNewException.class,
                () -> Descriptor.readFrom(
                        "test", bytes(descriptor.replace("\"format\":1", "\"format\":7"))));
        assertThrows(
                FormatTooNewException.class,
                () -> Descriptor.readFrom(
                        "test",
                        bytes(descriptor.replace("\"features\":[]", "\"features\":[\"x\"]"))));
    }

    @Test
    void aManifestThatIsNotSignedIsDamagedWhateverItsVersion() {
        var manifest = text(manifest().toByteArray());
        for (var changed : List.of(
                manifest,
                manifest.replace("\"version\":1", "\"version\":2"),
                manifest.replace("\"lists\":[]", "\"lists\":[1]"))) {
            assertThrows(
                    CorruptDataException.class,
                    () -> Manifest.readFrom("test", bytes(changed), (_, _, _) -> false));
        }
    }

    @Test
    void theSealIsHeldAgainstTheBytesThatWereRead() throws IOException {
        var manifest = manifest();
        var signed = new java.util.ArrayList<String>();
        var _ = Manifest.readFrom(
                "test",
                manifest.toByteArray(),
                (writer, bytes, signature) ->
                        signed.addAll(List.of(writer, text(bytes), signature)));
        assertEquals(
                List.of(manifest.writer(), text(manifest.signedBytes()), manifest.signature()),
                signed);
    }

    @Test
    void aMemberThatNoManifestHasIsRefused() {
        var text = text(manifest().toByteArray());
        var more = text.replace("\"lists\":[]", "\"lists\":[],\"more\":1");
        assertThrows(CorruptDataException.class, () -> read(bytes(more)));
        var inside = text.replace("\"size\":99", "\"size\":99,\"why\":\"\"");
        assertThrows(CorruptDataException.class, () -> read(bytes(inside)));
    }

    @Test
    void everyTruncationAndEveryBitFlipIsRefusedOrReadsAsSomethingElse() {
        var whole = manifest().toByteArray();
        for (int i = 0; i < whole.length; i++) {
            var cut = java.util.Arrays.copyOf(whole, i);
            assertThrows(CorruptDataException.class, () -> read(cut));
            for (int bit = 0; bit < 8; bit++) {
                var flipped = whole.clone();
                flipped[i] ^= (byte) (1 << bit);
                try {
                    assertNotEquals(manifest(), read(flipped));
                } catch (CorruptDataException | FormatTooNewException expected) {
                    assertTrue(String.valueOf(expected.getMessage()).startsWith("test"));
                }
            }
        }
    }

    @Test
    void unsortedBlobsAreRefused() {
        var text = text(manifest().toByteArray());
        int start = text.indexOf("\"blobs\":[") + 9;
        var first = text.substring(start, text.indexOf('}', start) + 1);
        var doubled = text.replace(first, first + "," + first);
        assertThrows(CorruptDataException.class, () -> read(bytes(doubled)));
    }

    /// Every signature fits: what is left to be found is found by reading.
    private static Manifest read(byte[] bytes) throws CorruptDataException, FormatTooNewException {
        return Manifest.readFrom("test", bytes, (_, _, _) -> true);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Manifest manifest() {
        RANDOM.setSeed(1);
        return new Manifest(
                RepositoryId.random(RANDOM),
                SnapshotId.random(RANDOM),
                LineageId.random(RANDOM),
                Instant.parse("2026-11-21T09:30:00Z"),
                12345,
                3,
                new BlobFacts(Sha256.hash(new byte[] {1}), 99),
                List.of(new BlobFacts(Sha256.hash(new byte[] {2}), 100)),
                new Manifest.Previous(SnapshotId.random(RANDOM), Sha256.hash(new byte[] {3})),
                "ab".repeat(32),
                "cd".repeat(64));
    }

    private static Descriptor descriptor() {
        RANDOM.setSeed(2);
        return new Descriptor(
                RepositoryId.random(RANDOM),
                Instant.parse("2026-11-21T09:30:00Z"),
                "age1a",
                "age1b",
                "ab".repeat(32),
                new Descriptor.Sizes(16 << 10, 64 << 10, 256 << 10),
                new Descriptor.Sizes(256 << 10, 1 << 20, 4 << 20),
                32 << 20,
                "cd".repeat(64));
    }
}
