package dev.holdfast.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.crypto.Identity;
import dev.holdfast.crypto.SigningKey;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.CrashingStore;
import dev.holdfast.store.CrashingStore.LastCall;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.Tally;
import dev.holdfast.verify.Finding;
import dev.holdfast.verify.ReadShare;
import dev.holdfast.verify.VerifyJob;
import dev.holdfast.verify.VerifyProgress;
import dev.holdfast.verify.VerifyRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/// A change of the keys dies after each of its steps, or leaves half a blob: who could open
/// the repository still can, `verify` says what there is to say, and the change succeeds when
/// it is made again (I5).
final class KeyCrashTest {

    private final SecureRandom random = new SecureRandom();
    private final Identity other = Identity.generate(random);
    private final SigningKey writer = SigningKey.generate(random);

    @TempDir
    private Path directory;

    private MemoryStore prepared = new MemoryStore();
    private BlobKey others = BlobKey.descriptor();
    private TestRepository test;
    private int hosts;

    /// What is interrupted.
    private enum Work {
        ADD,
        ADMIT,
        REMOVE
    }

    @BeforeEach
    void make() throws IOException {
        prepared = new MemoryStore();
        test = new TestRepository(prepared, directory.resolve("state"));
        try (var secrets = test.unlock()) {
            others = KeyRing.of(test.repository).add(secrets, other.recipient(), random);
        }
    }

    @AfterEach
    void close() throws IOException {
        test.close();
    }

    @ParameterizedTest
    @EnumSource
    void i5ADeathAfterAnyStepKeepsNobodyOutAndTheChangeCanBeMadeAgain(Work work) throws Exception {
        var what = "changes of keys that died: " + work;
        try (var tally = Tally.of(KeyCrashTest.class, "I5", what)) {
            for (var last : LastCall.values()) {
                boolean died = true;
                for (int changes = 0; died; changes++) {
                    var store = prepared.copy();
                    died = !succeeds(work, new CrashingStore(store, changes, last));
                    assertTrue(opens(store, test.identity));
                    assertEquals(List.of(), findings(store));
                    assertTrue(succeeds(work, store), "after " + changes + " changes");
                    assertTrue(opens(store, test.identity));
                    assertEquals(work != Work.REMOVE, opens(store, other));
                    assertEquals(List.of(), findings(store));
                    tally.one();
                }
            }
            tally.passed();
        }
    }

    @Test
    void i5i6HalfAKeyKeepsNobodyElseOutAndIsFound() throws Exception {
        var whole = prepared.get(others, 1 << 20);
        try (var tally = Tally.of(KeyCrashTest.class, "I5 I6", "torn keys")) {
            for (int size = 0; size < whole.length; size += 7) {
                var store = prepared.copy();
                store.plant(others.path(), Arrays.copyOf(whole, size));
                assertTrue(opens(store, test.identity), "cut to " + size);
                assertFalse(opens(store, other), "cut to " + size);
                assertEquals(1, findings(store).size(), "cut to " + size);
                tally.one();
            }
            tally.passed();
        }
    }

    @Test
    void thatTheLastKeyIsGoneIsFound() throws Exception {
        var store = prepared.copy();
        var keys = new TreeSet<BlobKey>();
        store.scan(BlobArea.KEYS, blob -> {
            var key = blob.findKey();
            if (key != null) keys.add(key);
        });
        for (var key : keys) store.delete(key);
        var found = findings(store);
        assertEquals(1, found.size(), found.toString());
        assertThrows(WrongKeyException.class, () -> host(store).unlock());
    }

    /// Whether the work gets to its end, on a host of its own.
    private boolean succeeds(Work work, BlobStore store) {
        try (var host = host(store);
                var secrets = host.unlock()) {
            var ring = KeyRing.of(host.repository);
            switch (work) {
                case ADD -> {
                    var _ = ring.add(secrets, Identity.generate(random).recipient(), random);
                }
                case ADMIT -> {
                    var _ = ring.admit(secrets, writer.verifyingKey(), random);
                }
                case REMOVE -> ring.remove(others);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean opens(BlobStore store, Identity who) throws IOException {
        try (var host = host(store);
                var _ = host.repository.unlock(List.of(who))) {
            return true;
        } catch (WrongKeyException | dev.holdfast.format.CorruptDataException e) {
            return false;
        }
    }

    private List<Finding> findings(BlobStore store) throws IOException, InterruptedException {
        var found = new ArrayList<Finding>();
        var request = new VerifyRequest(new ReadShare.Everything(), 1, directory);
        try (var host = host(store)) {
            var _ = new VerifyJob(host.repository, null, request, found::add, new VerifyProgress())
                    .run();
        }
        return found;
    }

    private TestRepository host(BlobStore store) throws IOException {
        return new TestRepository(test, directory.resolve("host" + hosts++), store);
    }
}
