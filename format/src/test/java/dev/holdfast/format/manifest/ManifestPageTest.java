package dev.holdfast.format.manifest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.Sha256;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/// The examples of docs/format/manifest.md are read as they say, written back byte for byte,
/// and their signatures hold.
final class ManifestPageTest {

    @Test
    void theManifestIsReadAndWrittenBackAndItsSignatureHolds() throws Exception {
        var bytes = ManifestDocument.example("manifest");
        var manifest = Manifest.readFrom("the example", bytes, (_, _, _) -> true);
        assertArrayEquals(bytes, manifest.toByteArray());
        assertEquals(
                "6f1d1b0e-7a3c-4a55-9d0e-2f6a4b8c1d20", manifest.repository().toString());
        assertEquals("0123456789abcdef0123456789abcdef", manifest.snapshot().toString());
        assertEquals("c0ffee00-1234-4abc-8def-0123456789ab", manifest.lineage().toString());
        assertEquals(Instant.parse("2026-11-21T09:30:10Z"), manifest.createdAt());
        assertEquals(41_943_040, manifest.totalSize());
        assertEquals(12, manifest.totalFiles());
        assertEquals(2, manifest.blobs().size());
        assertEquals(hash("database"), manifest.database().sha256());
        var previous = manifest.previous();
        assertTrue(previous != null && previous.manifest().equals(hash("previous")));
        assertTrue(verifies(
                manifest.writer(),
                Manifest.SIGNING_DOMAIN,
                manifest.signedBytes(),
                manifest.signature()));
    }

    @Test
    void theDescriptorIsReadAndWrittenBackAndItsSignatureHolds() throws Exception {
        var text = ManifestDocument.example("descriptor");
        var bytes = Arrays.copyOf(text, text.length + 1);
        bytes[text.length] = '\n';
        var descriptor = Descriptor.readFrom("the example", bytes);
        assertArrayEquals(bytes, descriptor.toByteArray());
        assertEquals(33_554_432, descriptor.packSize());
        assertEquals(new Descriptor.Sizes(16_384, 65_536, 262_144), descriptor.metadataChunks());
        assertTrue(verifies(
                descriptor.owner(),
                Descriptor.SIGNING_DOMAIN,
                descriptor.signedBytes(),
                descriptor.signature()));
    }

    @Test
    void theTombstoneIsTheCodecsAndNoManifest() throws IOException {
        var bytes = ManifestDocument.example("tombstone");
        var writer = WriterId.parse("3d1a6c2e-58f0-4b7e-9a51-7c0d2e4f6a81");
        assertArrayEquals(bytes, Manifest.tombstone(writer));
        assertTrue(Manifest.isTombstone("the example", bytes));
    }

    @Test
    void theLimitsInTheTextAreTheCodecs() throws IOException {
        var page = Files.readString(
                Path.of(System.getProperty("holdfast.root"), "docs/format/manifest.md"));
        assertTrue(page.contains("decoded at most 268,435,456 bytes"));
        assertEquals(268_435_456, Manifest.SIZE_MAX);
        assertTrue(page.contains("65,536 bytes, with a line feed"));
        assertEquals(65_536, Descriptor.SIZE_MAX);
        assertTrue(page.contains("more than 8 levels"));
        assertEquals(8, JsonReader.DEPTH_MAX);
    }

    /// With the Java library alone: the page must not need our own code to be true.
    private static boolean verifies(String key, String domain, byte[] message, String signature)
            throws Exception {
        var der = HexFormat.of().parseHex("302a300506032b6570032100" + key);
        var verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(
                KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)));
        verifier.update((domain + "\0").getBytes(StandardCharsets.US_ASCII));
        verifier.update(message);
        return verifier.verify(HexFormat.of().parseHex(signature));
    }

    private static Sha256 hash(String text) {
        return Sha256.hash(text.getBytes(StandardCharsets.US_ASCII));
    }
}
