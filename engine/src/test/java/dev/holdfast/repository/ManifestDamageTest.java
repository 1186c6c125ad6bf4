package dev.holdfast.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.crypto.SigningKey;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.JsonReader;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.MemoryStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/// A manifest that was damaged, and one that a newer Holdfast made, are told apart.
final class ManifestDamageTest {

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();
    private TestRepository test;
    private BlobKey key;
    private byte[] plain = {};

    @BeforeEach
    void aSnapshot() throws IOException, InterruptedException {
        var tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("file"), "content");
        test = new TestRepository(store, directory.resolve("state"));
        var manifest = test.backup(tree).manifest();
        key = BlobKey.manifest(manifest.manifest().snapshot());
        plain = manifest.manifest().toByteArray();
    }

    @AfterEach
    void close() throws IOException {
        test.close();
    }

    @Test
    void everyBitFlipOfAStoredManifestIsDamageOrMeansNothing() throws IOException {
        // A few bits of a zstd frame may be either way.
        var whole = test.repository.snapshots().getFirst().manifest();
        var stored = store.get(key, 1 << 20);
        for (int bit = 0; bit < 8 * stored.length; bit++) {
            plant(flipped(stored, bit));
            try {
                var read = test.repository.snapshots();
                assertEquals(whole, read.getFirst().manifest(), "bit " + bit);
            } catch (CorruptDataException damage) {
                assertTrue(String.valueOf(damage.getMessage()).startsWith(key.path()));
            }
        }
    }

    @Test
    void everyBitFlipOfWhatAManifestSaysIsDamage() {
        for (int bit = 0; bit < 8 * plain.length; bit++) {
            plant(ZstdText.compress(flipped(plain, bit)));
            assertThrows(CorruptDataException.class, test.repository::snapshots, "bit " + bit);
        }
    }

    @Test
    void i12ASignedManifestOfALaterVersionIsNewer() throws IOException {
        try (var writer = SigningKey.generate(new SecureRandom())) {
            var page = JsonReader.object("test", plain)
                    .without("signature")
                    .with("writer", Json.of(writer.verifyingKey().toString()));
            plant(signed(page, writer));
            assertEquals(1, test.repository.snapshots().size());
            plant(signed(page.with("version", Json.of(2)).without("blobs"), writer));
            var refused = assertThrows(FormatTooNewException.class, test.repository::snapshots);
            assertTrue(String.valueOf(refused.getMessage()).contains("version 2"));
        }
    }

    private void plant(byte[] stored) {
        store.plant(key.path(), stored);
    }

    private static byte[] signed(Json.JsonObject page, SigningKey writer) {
        var bytes = page.canonical().getBytes(StandardCharsets.UTF_8);
        var signature = HexFormat.of().formatHex(writer.sign(Manifests.DOMAIN, bytes));
        return ZstdText.compress(page.with("signature", Json.of(signature))
                .canonical()
                .getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        var flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
