package dev.holdfast.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.TrashId;
import dev.holdfast.format.manifest.WriterMarker;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.MemoryStore;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/// Markers and trash are as docs/format/manifest.md says.
final class PlainPagesTest {

    private final BlobKey trash = BlobKey.trash(TrashId.random(new Random(1)));

    @Test
    void aMarkerIsWrittenAsItsExample() throws IOException {
        var marker = new WriterMarker(
                SnapshotId.parse("0123456789abcdef0123456789abcdef"),
                Instant.parse("2026-11-21T09:30:00Z"));
        assertEquals(example("writer"), new String(marker.toByteArray(), StandardCharsets.UTF_8));
    }

    @Test
    void thePacksOfATrashAreCondemned() throws IOException {
        var store = new MemoryStore();
        assertEquals(Set.of(), Trash.condemned(store));
        plant(store, trash.path(), example("trash"));
        plant(store, BlobKey.trashVerdict(TrashId.random(new Random(2))).path(), "not read");
        assertEquals(
                Set.of(Sha256.parse(
                        "6ad8444b1c80c41fce0713b82fc989cf872043f9f501d8b6ff24c25abf4f1102")),
                Trash.condemned(store));
    }

    @Test
    void onPacksOfATrashAndOnLostOnesNobodyRelies() throws IOException {
        var store = new MemoryStore();
        plant(store, trash.path(), example("trash"));
        var condemned = Trash.condemned(store);
        var lost = Sha256.hash(new byte[] {1});
        plant(store, BlobKey.lost(lost).path(), "not read");
        assertEquals(condemned, Trash.condemned(store));
        assertEquals(new Trash.Packs(condemned, Set.of(lost)), Trash.packs(store));
        var both = new HashSet<>(condemned);
        both.add(lost);
        assertEquals(both, Trash.unreliable(store));
        plant(store, "trash/notes.txt", "what is this?");
        assertEquals(Set.of(lost), Trash.lost(store));
        assertThrows(CorruptDataException.class, () -> Trash.unreliable(store));
    }

    @Test
    void aTrashThatCannotBeUnderstoodStopsTheWriter() {
        for (var text : new String[] {
            "",
            "{",
            "{\"version\":1}",
            "{\"keys\":[\"../etc/passwd\"],\"version\":1}",
            "{\"keys\":[1],\"version\":1}"
        }) {
            var store = new MemoryStore();
            plant(store, trash.path(), text);
            assertThrows(CorruptDataException.class, () -> Trash.condemned(store), text);
        }
        var newer = new MemoryStore();
        plant(newer, trash.path(), "{\"keys\":[],\"version\":2}");
        assertThrows(FormatTooNewException.class, () -> Trash.condemned(newer));
        var foreign = new MemoryStore();
        plant(foreign, "trash/notes.txt", "what is this?");
        assertThrows(CorruptDataException.class, () -> Trash.condemned(foreign));
    }

    private static void plant(MemoryStore store, String path, String text) {
        store.plant(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String example(String name) throws IOException {
        var page = Files.readString(
                Path.of(System.getProperty("holdfast.root"), "docs/format/manifest.md"));
        var start = "\n```json " + name + "\n";
        int from = page.indexOf(start) + start.length();
        return page.substring(from, page.indexOf("\n```", from));
    }
}
