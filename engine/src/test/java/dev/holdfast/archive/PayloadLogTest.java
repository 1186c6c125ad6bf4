package dev.holdfast.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.chunk.ChunkSizes;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.repository.ChunkSink;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

final class PayloadLogTest {

    private static final ChunkSizes SIZES = new ChunkSizes(1 << 10, 4 << 10, 16 << 10);

    /// Remembers what was put where.
    private static final class Recorder implements ChunkSink {

        final TreeMap<Long, byte[]> payload = new TreeMap<>();
        final List<Sha256> order = new ArrayList<>();

        @Override
        public void put(ArchiveStream stream, long address, byte[] bytes, int length) {
            if (stream != ArchiveStream.PAYLOAD) return;
            var chunk = Arrays.copyOf(bytes, length);
            assertEquals(null, payload.put(address, chunk), "two chunks at " + address);
            order.add(Sha256.hash(chunk));
        }

        @Override
        public void abandon(long from, long to) {
            payload.subMap(from, to).clear();
        }

        byte[] content(long address, int size) {
            var found = new byte[size];
            for (int i = 0; i < size; ) {
                long at = address + PayloadHeader.BYTES + i;
                var chunk = payload.floorEntry(at);
                assertTrue(
                        chunk != null && at < chunk.getKey() + chunk.getValue().length,
                        "hole at " + at);
                int from = (int) (at - chunk.getKey());
                int taken = Math.min(size - i, chunk.getValue().length - from);
                System.arraycopy(chunk.getValue(), from, found, i, taken);
                i += taken;
            }
            return found;
        }
    }

    private static PayloadLog log(ChunkSink sink) {
        var checks = new StreamWriter(sink, ArchiveStream.CHECKS, SIZES, (_, _, _) -> {});
        return new PayloadLog(
                sink, SIZES, new ChecksWriter(checks, null), PayloadLog.FIRST_ADDRESS);
    }

    /// Gives at most `step` bytes at a time.
    private static ContentReader reader(byte[] content, int step) {
        var position = new int[1];
        return (target, offset, length) -> {
            int taken = Math.min(Math.min(step, length), content.length - position[0]);
            if (taken == 0) return -1;
            System.arraycopy(content, position[0], target, offset, taken);
            position[0] += taken;
            return taken;
        };
    }

    private static List<byte[]> contents(Random random, int count) {
        var contents = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            int size = switch (random.nextInt(10)) {
                case 0 -> 0;
                case 1 -> SIZES.min() - 1 + random.nextInt(3);
                case 2 -> random.nextInt(60 << 10);
                default -> random.nextInt(SIZES.min());
            };
            var content = new byte[size];
            random.nextBytes(content);
            contents.add(content);
        }
        return contents;
    }

    @Test
    void everyContentIsFoundAtItsAddress() throws IOException, InterruptedException {
        var contents = contents(Seeds.random("everyContentIsFound"), 3000);
        var sink = new Recorder();
        var log = log(sink);
        var addresses = new ArrayList<Long>();
        for (var content : contents) {
            assertEquals(content.length, log.read(reader(content, 777)).size());
            addresses.add(log.keep());
        }
        log.finish();
        for (int i = 0; i < contents.size(); i++) {
            var content = contents.get(i);
            assertArrayEquals(content, sink.content(addresses.get(i), content.length));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 1 << 20})
    void cutsDoNotDependOnHowContentsWereRead(int step) throws IOException, InterruptedException {
        var contents = contents(new Random(7), 300);
        assertEquals(chunks(contents, 777), chunks(contents, step));
    }

    @Test
    void aFileInFrontMovesOnlyTheChunksNearIt() throws IOException, InterruptedException {
        var contents = contents(Seeds.random("aFileInFront"), 2000);
        var before = chunks(contents, 777);
        contents.addFirst(new byte[] {1, 2, 3, 4, 5});
        var after = chunks(contents, 777);
        after.removeAll(before);
        assertTrue(after.size() <= 8, after.size() + " new chunks for one small file");
    }

    @Test
    void noChunkIsLargerThanTheLargestAndGroupsReachTheSmallest()
            throws IOException, InterruptedException {
        var random = Seeds.random("noChunkIsLarger");
        var sink = new Recorder();
        var log = log(sink);
        for (int i = 0; i < 5000; i++) {
            var content = new byte[random.nextInt(300)];
            random.nextBytes(content);
            log.read(reader(content, 100));
            log.keep();
        }
        log.finish();
        var lengths = sink.payload.values().stream().map(c -> c.length).toList();
        for (int length : lengths) assertTrue(length <= SIZES.max());
        for (int length : lengths.subList(0, lengths.size() - 1)) assertTrue(length >= SIZES.min());
        // Neighbouring groups have neighbouring addresses: no reserve stays unused.
        long end = PayloadLog.FIRST_ADDRESS;
        for (var chunk : sink.payload.entrySet()) {
            assertEquals(end, chunk.getKey());
            end += chunk.getValue().length;
        }
    }

    @Test
    void whatWasDroppedHasNoExtentAndDisturbsNobody() throws IOException, InterruptedException {
        var random = Seeds.random("whatWasDropped");
        var sink = new Recorder();
        var log = log(sink);
        var kept = new TreeMap<Long, byte[]>();
        for (int i = 0; i < 500; i++) {
            var content = contents(random, 1).getFirst();
            log.read(reader(content, 5000));
            if (random.nextInt(3) == 0) {
                log.drop();
            } else {
                kept.put(log.keep(), content);
            }
        }
        log.finish();
        long live = 0;
        for (var entry : kept.entrySet()) {
            assertArrayEquals(
                    entry.getValue(), sink.content(entry.getKey(), entry.getValue().length));
            live += entry.getValue().length;
        }
        long stored = sink.payload.values().stream().mapToLong(c -> c.length).sum();
        assertTrue(stored <= live + (long) PayloadHeader.BYTES * kept.size());
    }

    @Test
    void aReaderThatFailsLeavesTheLogAsItWas() throws IOException, InterruptedException {
        var sink = new Recorder();
        var log = log(sink);
        var large = new byte[50_000];
        var broken = reader(large, 1000);
        var read = new int[1];
        assertThrows(
                IOException.class,
                () -> log.read((target, offset, length) -> {
                    if (++read[0] > 40) throw new IOException("bad sector");
                    return broken.read(target, offset, length);
                }));
        var content = new byte[] {1, 2, 3};
        log.read(reader(content, 10));
        long address = log.keep();
        log.finish();
        assertArrayEquals(content, sink.content(address, 3));
        assertEquals(1, sink.payload.size());
    }

    private static List<Sha256> chunks(List<byte[]> contents, int step)
            throws IOException, InterruptedException {
        var sink = new Recorder();
        var log = log(sink);
        for (var content : contents) {
            log.read(reader(content, step));
            log.keep();
        }
        log.finish();
        return new ArrayList<>(sink.order);
    }
}
