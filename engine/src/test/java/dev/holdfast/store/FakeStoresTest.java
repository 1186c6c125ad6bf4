package dev.holdfast.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.flow.Scope;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.store.CrashingStore.CrashedException;
import dev.holdfast.store.CrashingStore.LastCall;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Stores that fail do it as they say, or the tests that rely on them prove nothing.
final class FakeStoresTest {

    private final List<BlobKey> keys = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();

    FakeStoresTest() {
        for (int i = 0; i < 5; i++) {
            bodies.add(BlobStoreContract.bytes(100 + i));
            keys.add(BlobStoreContract.pack(bodies.get(i)));
        }
    }

    @Test
    void afterACrashNothingWorksAndWhatWasAcknowledgedIsThere() throws IOException {
        for (var last : LastCall.values()) {
            for (int changes = 0; changes < 5; changes++) {
                var memory = new MemoryStore();
                var crashing = new CrashingStore(memory, changes, last);
                for (int i = 0; i < changes; i++) put(crashing, i);
                assertFalse(crashing.hasCrashed());
                assertEquals(changes, crashing.list(BlobArea.PACKS, null, 10).size());
                int next = changes;
                assertThrows(CrashedException.class, () -> put(crashing, next));
                assertTrue(crashing.hasCrashed());
                assertThrows(CrashedException.class, () -> crashing.delete(keys.get(0)));
                assertThrows(CrashedException.class, () -> crashing.findSize(keys.get(0)));
                assertThrows(CrashedException.class, () -> put(crashing, 4));
                int arrived = last == LastCall.DONE ? changes + 1 : changes;
                assertEquals(arrived, memory.contents().size());
            }
        }
    }

    @Test
    void aTornStoreDamagesWhatItWasToldAndNothingElse() throws IOException {
        var torn = new TornStore(new MemoryStore());
        for (int i = 0; i < 4; i++) put(torn, i);
        torn.truncate(keys.get(0), 7);
        torn.flip(keys.get(1), 8 * 50 + 3);
        torn.zero(keys.get(2));

        assertEquals(7, torn.findSize(keys.get(0)));
        assertEquals(7, torn.get(keys.get(0), 1000).length);
        assertThrows(
                CorruptDataException.class, () -> torn.read(keys.get(0), 0, new byte[8], 0, 8));
        var flipped = torn.get(keys.get(1), 1000);
        assertEquals(bodies.get(1)[50] ^ 8, flipped[50]);
        flipped[50] ^= 8;
        assertArrayEquals(bodies.get(1), flipped);
        assertArrayEquals(new byte[102], torn.get(keys.get(2), 1000));
        assertArrayEquals(bodies.get(3), torn.get(keys.get(3), 1000));
        long sizes = 0;
        for (var blob : torn.list(BlobArea.PACKS, null, 10)) sizes += blob.size();
        assertEquals(7 + 101 + 102 + 103, sizes);
        torn.heal();
        assertArrayEquals(bodies.get(0), torn.get(keys.get(0), 1000));
    }

    @Test
    void aFailingStoreFailsBeforeAndAfterTheEffect() throws IOException {
        int before = 0;
        int after = 0;
        var random = Seeds.random("aFailingStore");
        for (int round = 0; round < 200; round++) {
            var memory = new MemoryStore();
            var failing = new FailingStore(memory, random, 0.5);
            try {
                put(failing, 0);
            } catch (StoreUnavailableException e) {
                if (memory.contents().isEmpty()) before++;
                else after++;
            }
        }
        assertTrue(before > 20 && after > 20, before + " before, " + after + " after");
    }

    @Test
    void waitingThreadsWaitForASlowStoreAtOnce() throws Exception {
        var slow = new SlowStore(new MemoryStore(), Duration.ofMillis(100));
        var next = new AtomicInteger();
        Scope.waiting(5, () -> put(slow, next.getAndIncrement()));
        assertEquals(5, slow.underWayMax());
    }

    private void put(BlobStore store, int i) throws IOException {
        var _ = store.putIfAbsent(keys.get(i), BlobBody.of(bodies.get(i)));
    }
}
