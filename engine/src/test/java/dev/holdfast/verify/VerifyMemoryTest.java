package dev.holdfast.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.catalog.CheckedPacks;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.repository.Repository;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.FailingStore;
import dev.holdfast.store.StoreUnavailableException;
import dev.holdfast.testkit.Seeds;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a verify remembers for the next one.
final class VerifyMemoryTest {

    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path directory;

    private VerifyFixture fixture;
    private Instant now = START;

    @BeforeEach
    void backUpFourTimes() throws IOException, InterruptedException {
        fixture = VerifyFixture.withSnapshot(directory);
        var random = Seeds.random("VerifyMemoryTest");
        for (int i = 0; i < 3; i++) {
            var bytes = new byte[400 << 10];
            random.nextBytes(bytes);
            Files.write(fixture.tree.resolve("more" + i), bytes);
            fixture.test.backup(fixture.tree);
        }
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void sharesOfOnePackGetAroundToAllOfThem() throws IOException, InterruptedException {
        int packs = fixture.keys(BlobKind.PACK).size();
        assertTrue(packs >= 8, packs + " packs");
        for (int run = 1; run <= packs; run++) {
            now = now.plus(Duration.ofDays(1));
            var report = verify(new ReadShare.Bytes(1), null).report();
            assertEquals(1, report.readPacks());
            var coverage = coverage(report);
            assertEquals(packs - run, coverage.never().packs());
            assertEquals(run, coverage.recent().packs());
            assertEquals(0, coverage.recentlyOpened().packs());
            assertEquals(START.plus(Duration.ofDays(1)), coverage.oldest());
        }
        now = now.plus(Duration.ofDays(1));
        assertEquals(
                START.plus(Duration.ofDays(2)),
                coverage(verify(new ReadShare.Bytes(1), null).report()).oldest(),
                "the one that was read first is read first again");
    }

    @Test
    void whatWasReadLongAgoIsNotRecent() throws IOException, InterruptedException {
        verify(new ReadShare.Everything(), fixture.secrets);
        now = now.plus(Duration.ofDays(40));
        var report = verify(new ReadShare.Bytes(1), fixture.secrets).report();
        assertEquals(1, coverage(report).recent().packs());
        assertEquals(1, coverage(report).recentlyOpened().packs());
        assertEquals(0, coverage(report).never().packs());
        assertEquals(START, coverage(report).oldest());
    }

    @Test
    void readingWithoutAKeyDoesNotCountAsOpening() throws IOException, InterruptedException {
        int packs = fixture.keys(BlobKind.PACK).size();
        verify(new ReadShare.Everything(), null);
        for (int run = 1; run <= packs; run++) {
            var report = verify(new ReadShare.Bytes(1), fixture.secrets).report();
            assertEquals(run, coverage(report).recentlyOpened().packs());
            assertEquals(packs, coverage(report).recent().packs());
        }
    }

    @Test
    void aVerifyThatFailsInTheMiddleIsGoneOnWith() throws IOException, InterruptedException {
        int packs = fixture.keys(BlobKind.PACK).size();
        var random = Seeds.random("VerifyMemoryTest.fails");
        long remembered = 0;
        while (remembered == 0) {
            fixture.test.reopen(fixture.store);
            var whole = fixture.test.repository;
            try {
                fixture.test.reopen(new FailingStore(fixture.store, random, 0.02));
                verify(new ReadShare.Everything(), null);
                Files.delete(memory(whole)); // No call has failed: once more.
            } catch (StoreUnavailableException e) {
                fixture.test.reopen(fixture.store);
                var report = verify(new ReadShare.Nothing(), null).report();
                remembered = packs - coverage(report).never().packs();
            }
        }
        assertTrue(remembered < packs, remembered + " of " + packs);
        for (long run = remembered; run < packs; run++) verify(new ReadShare.Bytes(1), null);
        var report = verify(new ReadShare.Nothing(), null).report();
        assertEquals(0, coverage(report).never().packs());
    }

    @Test
    void aBadPackIsForgottenAndReadFirst() throws IOException, InterruptedException {
        verify(new ReadShare.Everything(), null);
        var bad = fixture.keys(BlobKind.PACK).get(3);
        fixture.flip(bad, 300, 2);
        var found = verify(new ReadShare.Everything(), null);
        assertEquals(1, coverage(found.report()).never().packs());
        for (int run = 0; run < 3; run++) {
            var again = verify(new ReadShare.Bytes(1), null);
            assertEquals(
                    List.of(bad),
                    again.of(Finding.BadBlob.class).stream()
                            .map(Finding.BadBlob::blob)
                            .toList());
        }
    }

    @Test
    void aPackThatIsMissingIsForgottenWithoutReadingAnything()
            throws IOException, InterruptedException {
        verify(new ReadShare.Everything(), null);
        fixture.store.delete(fixture.keys(BlobKind.PACK).get(3));
        var report = verify(new ReadShare.Nothing(), null).report();
        assertEquals(1, coverage(report).never().packs());
        assertEquals(0, report.readPacks());
    }

    @Test
    void thatNothingCanBeRememberedIsSaidAndNothingElseIsWrong()
            throws IOException, InterruptedException {
        var state = fixture.test.repository.stateDirectory();
        Files.writeString(state.resolve("checked"), "a file where a directory would be");
        var verdict = verify(new ReadShare.Everything(), null);
        assertTrue(verdict.isClean());
        assertNotNull(verdict.report().unremembered());
    }

    @Test
    void withoutAMemoryNothingIsWritten() throws IOException, InterruptedException {
        var report = fixture.readAll().report();
        assertNull(report.coverage());
        assertTrue(Files.notExists(fixture.test.repository.stateDirectory().resolve("checked")));
    }

    private static Path memory(Repository repository) throws IOException {
        try (var files = Files.list(repository.stateDirectory().resolve("checked"))) {
            return files.filter(file -> !file.endsWith("lock")).findFirst().orElseThrow();
        }
    }

    private static Coverage coverage(VerifyReport report) {
        assertNull(report.unremembered());
        var coverage = report.coverage();
        assertNotNull(coverage);
        return coverage;
    }

    private VerifyFixture.Verdict verify(ReadShare read, @Nullable RepositorySecrets secrets)
            throws IOException, InterruptedException {
        var findings = new ArrayList<Finding>();
        var repository = fixture.test.repository;
        var packs = CheckedPacks.open(repository.stateDirectory(), repository.place());
        var request = new VerifyRequest(read, 1, directory);
        var memory = new VerifyMemory(packs, () -> now, now.minus(Duration.ofDays(30)));
        var report = new VerifyJob(
                        repository, secrets, request, findings::add, new VerifyProgress())
                .remembering(memory)
                .run();
        return new VerifyFixture.Verdict(findings, report);
    }
}
