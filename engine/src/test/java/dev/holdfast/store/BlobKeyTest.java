package dev.holdfast.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.TrashId;
import dev.holdfast.format.manifest.WriterId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

final class BlobKeyTest {

    private static final SnapshotId SNAPSHOT = new SnapshotId(0x0123456789abcdefL, 0xfedcL);
    private static final TrashId TRASH = TrashId.random(new Random(1));

    private static final List<BlobKey> ALL = List.of(
            BlobKey.descriptor(),
            BlobKey.key(new byte[] {2}),
            BlobKey.pack(Sha256.hash(new byte[0])),
            BlobKey.lost(Sha256.hash(new byte[0])),
            BlobKey.database(SNAPSHOT),
            BlobKey.manifest(SNAPSHOT),
            BlobKey.mark(SNAPSHOT),
            BlobKey.pin(SNAPSHOT),
            BlobKey.writer(WriterId.random(new Random(3))),
            BlobKey.trash(TRASH),
            BlobKey.trashWriters(TRASH),
            BlobKey.trashVerdict(TRASH));

    @Test
    void everyKindOfKeyHasOnePathAndIsFoundByIt() {
        var kinds = EnumSet.noneOf(BlobKind.class);
        var paths = new HashSet<String>();
        for (var key : ALL) {
            kinds.add(key.kind());
            assertTrue(paths.add(key.path()));
            assertEquals(key, BlobKey.findPath(key.path()));
            assertTrue(key.path().matches("([a-z]+/)?([0-9a-f]{2}/)?[0-9a-z.-]+(/[0-9a-z.-]+)?"));
        }
        assertEquals(EnumSet.allOf(BlobKind.class), kinds);
    }

    @Test
    void pathsAreThoseOfTheFormat() {
        var id = "0123456789abcdef000000000000fedc";
        assertEquals("holdfast.json", BlobKey.descriptor().path());
        assertEquals(
                "packs/e3/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                BlobKey.pack(Sha256.hash(new byte[0])).path());
        assertEquals(
                "trash/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.lost",
                BlobKey.lost(Sha256.hash(new byte[0])).path());
        assertEquals(
                "snapshots/" + id + "/db.zst.age", BlobKey.database(SNAPSHOT).path());
        assertEquals(
                "snapshots/" + id + "/manifest.json.zst",
                BlobKey.manifest(SNAPSHOT).path());
        assertEquals("marks/" + id + ".age", BlobKey.mark(SNAPSHOT).path());
        assertEquals("pins/" + id, BlobKey.pin(SNAPSHOT).path());
        assertEquals("trash/" + TRASH + ".json", BlobKey.trash(TRASH).path());
        assertEquals(
                "trash/" + TRASH + ".writers.json", BlobKey.trashWriters(TRASH).path());
        assertEquals(
                "trash/" + TRASH + ".verdict.json", BlobKey.trashVerdict(TRASH).path());
    }

    @Test
    void namesComeBackOutOfKeys() {
        assertEquals(SNAPSHOT, BlobKey.manifest(SNAPSHOT).snapshot());
        assertEquals(SNAPSHOT, BlobKey.pin(SNAPSHOT).snapshot());
        var sha256 = Sha256.hash(new byte[] {1});
        assertEquals(sha256, BlobKey.pack(sha256).packName());
        assertEquals(sha256, BlobKey.lost(sha256).packName());
        assertThrows(IllegalStateException.class, () -> BlobKey.lost(sha256).snapshot());
        assertThrows(IllegalStateException.class, () -> BlobKey.descriptor().snapshot());
        assertThrows(IllegalStateException.class, () -> BlobKey.pin(SNAPSHOT).packName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "holdfast.json/",
                "/holdfast.json",
                "Holdfast.json",
                "packs",
                "packs/",
                "packs/e3/",
                "packs/e4/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "packs/E3/E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "packs/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "packs/e3/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
                "packs/../e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "snapshots/0123456789abcdef000000000000fedc",
                "snapshots/0123456789abcdef000000000000fedc/",
                "snapshots/0123456789abcdef000000000000fedc/other",
                "snapshots/0123456789abcdef000000000000fed/manifest.json.zst",
                "snapshots/../manifest.json.zst",
                "snapshots//manifest.json.zst",
                "pins/0123456789abcdef000000000000fedc\n",
                "pins/",
                "writers/0123456789abcdef000000000000fedc",
                "trash/a.json",
                "trash/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.json",
                "trash/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85.lost",
                "trash/e3/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.lost",
                "trash/01234567-89ab-4def-8123-456789abcdef.lost",
                "packs/e3/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.lost",
                "tmp/x.0",
            })
    void noOtherPathIsAKeys(String path) {
        assertNull(BlobKey.findPath(path));
    }

    @Test
    void aNameThatIsNotOfItsKindCannotBeMade() {
        assertThrows(IllegalArgumentException.class, () -> new BlobKey(BlobKind.PIN, "../escape"));
        assertThrows(IllegalArgumentException.class, () -> new BlobKey(BlobKind.DESCRIPTOR, "x"));
        assertThrows(IllegalArgumentException.class, () -> new BlobKey(BlobKind.PACK, ""));
    }

    @Test
    void keysAreOrderedAsStoresListThem() {
        var sorted = ALL.stream().sorted().map(BlobKey::path).toList();
        assertEquals(ALL.stream().map(BlobKey::path).sorted().toList(), sorted);
    }
}
