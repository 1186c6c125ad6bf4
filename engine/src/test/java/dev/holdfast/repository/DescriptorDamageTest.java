package dev.holdfast.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// What a damaged `holdfast.json` is called, and what a newer one.
final class DescriptorDamageTest {

    private static final String PATH = BlobKey.descriptor().path();

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();
    private TestRepository test;
    private byte[] whole;

    @BeforeEach
    void create() throws IOException {
        test = new TestRepository(store, directory);
        whole = Objects.requireNonNull(store.contents().get(PATH));
    }

    @AfterEach
    void close() throws IOException {
        test.close();
    }

    @Test
    void invariantI12NoBitFlipMakesANewerFormat() {
        int numbers = 0;
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            var flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            store.plant(PATH, flipped);
            var refused = assertThrows(
                    CorruptDataException.class, () -> test.reopen(store), "bit " + bit);
            if (String.valueOf(refused.getMessage()).contains("owner has signed")) numbers++;
        }
        assertTrue(numbers >= 3, "the digit 1 becomes 3, 5 and 9");
    }

    @Test
    void invariantI12OneThatWasMadeSoIsNewer() throws IOException {
        var later = JsonReader.object("test", whole).with("format", Json.of(2));
        for (var newer : new Json.JsonObject[] {
            later.with("compression", Json.of("brotli")).without("chunking"),
            later.with("owner", Json.of("ed25519:…")),
            later.with("features", Json.array(List.of(Json.of("lists")))),
            later.with("pack_size", Json.of(12345678))
        }) {
            store.plant(PATH, newer.canonical().getBytes(StandardCharsets.UTF_8));
            var refused = assertThrows(FormatTooNewException.class, () -> test.reopen(store));
            assertTrue(String.valueOf(refused.getMessage()).contains("format 2"));
        }
        store.plant(PATH, whole);
        assertEquals(test.repository.id(), test.reopen(store).repository.id());
    }
}
