package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

class HistoryTest {

    @TempDir
    private Path temporary;

    private final Random random = Seeds.random("HistoryTest");
    private final SnapshotId id = SnapshotId.random(random);
    private final WriterId writer = WriterId.random(random);
    private final SourceKey source =
            new SourceKey("ada", "files", ByteString.of(new byte[] {'/', (byte) 0xff, '\n'}));
    private final CatalogSnapshot snapshot = new CatalogSnapshot(
            id,
            LineageId.random(random),
            "ada-20261121-093000Z",
            source,
            Packs.MOMENT,
            Packs.MOMENT.plusSeconds(9),
            Packs.digest(random),
            new EntryCounts(1, 2, 3, 4, 5, 1L << 40),
            new Traffic(6, 7, 8));

    private Catalog catalog;
    private History history;

    @BeforeEach
    void open() throws IOException {
        catalog = Catalog.open(temporary);
        history = catalog.history();
    }

    @AfterEach
    void close() throws IOException {
        catalog.close();
    }

    @Test
    void aRunIsJournalledStepByStep() throws IOException {
        history.begin(id, writer, Packs.MOMENT);
        assertEquals(List.of(run(Run.State.RUNNING)), history.unfinishedRuns());
        history.prepare(snapshot);
        assertEquals(List.of(run(Run.State.PREPARED)), history.unfinishedRuns());
        assertEquals(List.of(), history.snapshots());
        assertEquals(snapshot, history.findSnapshot(id));
        history.commit(id, snapshot.manifest());
        assertEquals(List.of(run(Run.State.COMMITTED)), history.unfinishedRuns());
        assertEquals(List.of(snapshot), history.snapshots());
        history.end(id);
        assertEquals(List.of(), history.unfinishedRuns());
        assertEquals(List.of(snapshot), history.snapshots());
    }

    @Test
    void theJournalOutlivesTheProcess() throws IOException {
        history.begin(id, writer, Packs.MOMENT);
        history.prepare(snapshot);
        close();
        open();
        assertEquals(List.of(run(Run.State.PREPARED)), history.unfinishedRuns());
        assertEquals(snapshot, history.findSnapshot(id));
    }

    @Test
    void aSnapshotIsCommittedOnlyWithTheManifestItWasPreparedWith() throws IOException {
        history.begin(id, writer, Packs.MOMENT);
        history.prepare(snapshot);
        var other = Packs.digest(random);
        assertThrows(IllegalStateException.class, () -> history.commit(id, other));
        assertEquals(List.of(run(Run.State.PREPARED)), history.unfinishedRuns());
    }

    @Test
    void aRunThatDidNotCommitLeavesNoSnapshotAndKeepsItsPacks() throws IOException {
        history.begin(id, writer, Packs.MOMENT);
        var pack = addPack();
        history.prepare(snapshot);
        history.end(id);
        assertNull(history.findSnapshot(id));
        assertEquals(true, findJournalled(pack));
    }

    @Test
    void aCommitTakesItsPacksOutOfTheJournal() throws IOException {
        history.begin(id, writer, Packs.MOMENT);
        var pack = addPack();
        assertEquals(true, findJournalled(pack));
        history.prepare(snapshot);
        history.commit(id, snapshot.manifest());
        history.commit(id, snapshot.manifest());
        assertEquals(false, findJournalled(pack));
    }

    @Test
    void aForgottenSnapshotIsGone() throws IOException {
        history.prepare(snapshot);
        history.commit(id, snapshot.manifest());
        history.forget(id);
        assertEquals(List.of(), history.snapshots());
    }

    @Test
    void aSourceKeepsItsLineage() throws IOException {
        assertNull(history.findLineage(source));
        var first = LineageId.random(random);
        assertEquals(first, history.lineage(source, first));
        assertEquals(first, history.lineage(source, LineageId.random(random)));
        assertEquals(first, history.findLineage(source));
        assertNull(history.findLineage(new SourceKey("bob", "files", source.root())));
        assertNull(history.findLineage(new SourceKey("ada", "other", source.root())));
        assertNull(history.findLineage(new SourceKey("ada", "files", ByteString.utf8("/"))));
    }

    private Run run(Run.State state) {
        return new Run(id, writer, Packs.MOMENT, state);
    }

    private PackFacts addPack() throws IOException {
        var facts = Packs.random(random, PackKind.PAYLOAD, 2);
        try (var index = catalog.openChunkIndex(_ -> true)) {
            index.addPack(id, facts, Packs.UPLOAD);
        }
        return facts;
    }

    private Object findJournalled(PackFacts pack) throws IOException {
        var known = catalog.findPack(pack.name());
        return known == null ? "unknown" : known.journalled();
    }
}
