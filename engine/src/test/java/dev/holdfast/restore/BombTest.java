package dev.holdfast.restore;

import static dev.holdfast.restore.ForgedArchive.CONTENT;
import static dev.holdfast.restore.ForgedArchive.CONTENT_ADDRESS;
import static dev.holdfast.restore.ForgedArchive.metadata;
import static dev.holdfast.restore.ForgedArchive.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.backup.TestRepository;
import dev.holdfast.export.Export;
import dev.holdfast.export.PxarExport;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.verify.Finding;
import dev.holdfast.verify.ReadShare;
import dev.holdfast.verify.VerifyJob;
import dev.holdfast.verify.VerifyProgress;
import dev.holdfast.verify.VerifyReport;
import dev.holdfast.verify.VerifyRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Bombs by reference: many entries with one and the same content. Invariant I9: nobody takes
/// memory or disk for what they claim, and a plan says what they claim before anything is
/// written.
final class BombTest {

    private static final int ENTRIES = 50_000;

    private final List<Finding> findings = new ArrayList<>();
    private ScratchDirectory scratch;
    private TestRepository repository;
    private Path target;

    @BeforeEach
    void open() throws IOException {
        scratch = ScratchDirectory.make();
        repository = new TestRepository(new MemoryStore(), scratch.path().resolve("state"));
        target = scratch.path().resolve("target");
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
        scratch.close();
    }

    /// `count` files of `size` bytes each, all at the address of the one content.
    private StoredManifest bomb(int count, long size) throws IOException, InterruptedException {
        return ForgedArchive.of(to -> {
                    for (int i = 0; i < count; i++) {
                        var name = name("f%06d".formatted(i));
                        to.reference(name, metadata(FileType.REGULAR), CONTENT_ADDRESS, size);
                    }
                })
                .commit(repository);
    }

    private VerifyReport verify() throws IOException, InterruptedException {
        var everything = new VerifyRequest(new ReadShare.Everything(), 1, scratch.path());
        try (var secrets = repository.unlock()) {
            return new VerifyJob(
                            repository.repository,
                            secrets,
                            everything,
                            findings::add,
                            new VerifyProgress())
                    .run();
        }
    }

    private void export(StoredManifest manifest) throws IOException, InterruptedException {
        try (var snapshot = repository.open(manifest, scratch.path());
                var nowhere = OutputStream.nullOutputStream()) {
            Export.run(
                    ArchiveReader.open(snapshot),
                    ByteString.EMPTY,
                    PxarExport.single(nowhere::write));
        }
    }

    @Test
    void i9APlanSaysHowMuchEntriesWithOneContentWouldTake() throws Exception {
        var manifest = bomb(ENTRIES, CONTENT.length);
        var plan = new Restores(repository, scratch.path()).plan(target);
        assertEquals(ENTRIES, plan.files());
        assertEquals((long) ENTRIES * CONTENT.length, plan.bytes());
        assertTrue(plan.requests() <= 2, "each is fetched by itself: " + plan.requests());
        assertFalse(Files.exists(target));
        assertEquals(1, verify().checkedContents(), "each is read by itself");
        export(manifest);
    }

    @Test
    void i9SizesThatCannotBeAddedUpAreRefusedBeforeAnythingIsWritten() throws Exception {
        var manifest = bomb(5, 1L << 61);
        var restores = new Restores(repository, scratch.path());
        var refused = assertThrows(CorruptDataException.class, () -> restores.run(target));
        assertTrue(String.valueOf(refused.getMessage()).contains("2^63"), refused.getMessage());
        assertEquals(0, files(target), "something was written");
        assertFalse(verify().isClean());
        assertThrows(CorruptDataException.class, () -> export(manifest));
    }

    @Test
    void i9ASizeThatIsNotStoredIsRefusedAndNotFilledUp() throws Exception {
        var manifest = bomb(2, 1L << 40);
        var restores = new Restores(repository, scratch.path());
        try {
            assertFalse(restores.run(target).isWhole());
        } catch (CorruptDataException e) {
            assertTrue(restores.notices.isEmpty());
        }
        assertEquals(0, files(target));
        assertFalse(verify().isClean());
        assertThrows(CorruptDataException.class, () -> export(manifest));
    }

    private static long files(Path directory) throws IOException {
        if (!Files.exists(directory)) return 0;
        try (var all = Files.list(directory)) {
            return all.count();
        }
    }
}
