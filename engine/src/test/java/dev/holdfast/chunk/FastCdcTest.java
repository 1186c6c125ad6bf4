package dev.holdfast.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

final class FastCdcTest {

    private static final Path PAGE =
            Path.of(System.getProperty("holdfast.root"), "docs/format/chunking.md");

    private static final ChunkSizes SMALL = new ChunkSizes(1 << 10, 4 << 10, 16 << 10);

    private static final List<ChunkSizes> OURS = List.of(
            new ChunkSizes(16 << 10, 64 << 10, 256 << 10),
            new ChunkSizes(256 << 10, 1 << 20, 4 << 20));

    @Test
    void theGearTableIsTheOneThatWasDocumented() throws Exception {
        var table = GearTable.make();
        var label = "holdfast-gear-1".getBytes(StandardCharsets.US_ASCII);
        var first = MessageDigest.getInstance("SHA-256");
        first.update(label);
        first.update((byte) 0);
        assertEquals(ByteBuffer.wrap(first.digest()).getLong(), table[0]);
        var bytes = ByteBuffer.allocate(256 * 8);
        for (long number : table) bytes.putLong(number);
        assertEquals(
                "e80c906af791d2e17d736a28107d4d1ceda4833a8aa7d2b03f94e9bdf1b1680b",
                HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())));
    }

    @Test
    void theCutsOfTheDocumentedExampleNeverChange() throws IOException {
        var data = new byte[100_000];
        int state = 1;
        for (int i = 0; i < data.length; i++) {
            state = state * 1_103_515_245 + 12345;
            data[i] = (byte) (state >>> 16);
        }
        assertEquals(
                List.of(
                        5356, 3075, 6185, 3554, 4734, 5311, 5567, 4834, 2739, 3505, 4249, 4774,
                        4158, 5278, 4794, 4657, 4785, 5701, 6659, 4248, 4303, 1534),
                lengths(data, SMALL));
        var documented = joined(lengths(data, SMALL));
        assertTrue(Files.readString(PAGE).contains("\n" + documented + "\n"));
    }

    @Test
    void theDocumentedPythonCutsAtTheSamePlaces() throws Exception {
        var random = Seeds.random("theDocumentedPythonCutsAtTheSamePlaces");
        var script = section(Files.readString(PAGE), "```python\n", "```");
        for (var sizes :
                List.of(SMALL, new ChunkSizes(64, 64, 64), new ChunkSizes(100, 256, 1000))) {
            var data = new byte[100_000 + random.nextInt(100_000)];
            random.nextBytes(data);
            Arrays.fill(data, 30_000, 70_000, (byte) 7);
            assertEquals(joined(lengths(data, sizes)), python(script, data, sizes));
        }
    }

    @Test
    void cutsDoNotDependOnHowTheContentCame() {
        var random = Seeds.random("cutsDoNotDependOnHowTheContentCame");
        var data = new byte[3 << 20];
        random.nextBytes(data);
        for (var sizes : List.of(SMALL, OURS.get(0), new ChunkSizes(64, 256, 300))) {
            var expected = lengths(data, sizes);
            for (int piece : new int[] {1, 4096, 1 << 20, 77}) {
                assertEquals(expected, fed(data, sizes, piece), "pieces of " + piece);
            }
        }
    }

    @Test
    void chunksKeepTheirLimits() {
        var random = Seeds.random("chunksKeepTheirLimits");
        for (var sizes : List.of(SMALL, OURS.get(0), new ChunkSizes(64, 64, 64))) {
            var data = new byte[1 + random.nextInt(4 << 20)];
            random.nextBytes(data);
            var lengths = lengths(data, sizes);
            for (int i = 0; i < lengths.size() - 1; i++) {
                assertTrue(lengths.get(i) >= sizes.min() && lengths.get(i) <= sizes.max());
            }
            assertTrue(lengths.getLast() >= 1 && lengths.getLast() <= sizes.max());
            assertEquals(
                    data.length, lengths.stream().mapToInt(Integer::intValue).sum());
        }
    }

    @Test
    void theMeanOfRandomContentIsALittleAboveTheAverage() {
        var data = new byte[32 << 20];
        Seeds.random("theMeanOfRandomContentIsALittleAboveTheAverage").nextBytes(data);
        for (var sizes : List.of(SMALL, OURS.get(0))) {
            double mean = (double) data.length / lengths(data, sizes).size();
            assertTrue(
                    mean > sizes.average() && mean < 1.3 * sizes.average(),
                    "mean " + mean + " at " + sizes);
        }
    }

    @Test
    void anInsertionMovesOnlyTheCutsNearIt() {
        var random = Seeds.random("anInsertionMovesOnlyTheCutsNearIt");
        for (int round = 0; round < Seeds.repeat(20); round++) {
            var before = new byte[1 << 20];
            random.nextBytes(before);
            int at = random.nextInt(before.length);
            var inserted = new byte[1 + random.nextInt(100)];
            random.nextBytes(inserted);
            var after = new byte[before.length + inserted.length];
            System.arraycopy(before, 0, after, 0, at);
            System.arraycopy(inserted, 0, after, at, inserted.length);
            System.arraycopy(before, at, after, at + inserted.length, before.length - at);

            var known = new HashSet<>(chunks(before));
            long fresh = chunks(after).stream()
                    .filter(chunk -> !known.contains(chunk))
                    .mapToLong(ByteBuffer::remaining)
                    .sum();
            assertTrue(fresh <= 12L * SMALL.max(), fresh + " bytes are new");
        }
    }

    @Test
    void aRunOfOneByteIsCutAtTheLargestSize() {
        for (var sizes : OURS) {
            var data = new byte[2 * sizes.max()];
            for (int value = 0; value < 256; value++) {
                Arrays.fill(data, (byte) value);
                assertEquals(List.of(sizes.max(), sizes.max()), lengths(data, sizes));
            }
        }
    }

    @Test
    void aCutDependsOnTheLast64BytesAlone() {
        var random = Seeds.random("aCutDependsOnTheLast64BytesAlone");
        var data = new byte[1 << 20];
        random.nextBytes(data);
        var cutter = new FastCdc(SMALL);
        int cut = cutter.next(data, 0, data.length);
        for (int i = 0; i < cut - FastCdc.WINDOW; i++) {
            // Whatever lies before the window may only add an earlier cut.
            data[i] ^= (byte) random.nextInt(256);
        }
        int again = cutter.next(data, 0, data.length);
        assertTrue(again <= cut);
        Arrays.fill(data, 0, SMALL.min() - FastCdc.WINDOW, (byte) 0);
        assertEquals(again, cutter.next(data, 0, data.length));
    }

    @Test
    void sizesThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ChunkSizes(63, 64, 64));
        assertThrows(IllegalArgumentException.class, () -> new ChunkSizes(128, 64, 256));
        assertThrows(IllegalArgumentException.class, () -> new ChunkSizes(64, 100, 256));
        assertThrows(IllegalArgumentException.class, () -> new ChunkSizes(64, 128, 100));
        assertThrows(IllegalArgumentException.class, () -> new ChunkSizes(64, 128, (16 << 20) + 1));
        var cutter = new FastCdc(SMALL);
        assertThrows(IllegalArgumentException.class, () -> cutter.next(new byte[10], 0, 0));
        assertThrows(IllegalArgumentException.class, () -> cutter.next(new byte[10], 5, 6));
    }

    private static List<Integer> lengths(byte[] data, ChunkSizes sizes) {
        var cutter = new FastCdc(sizes);
        var lengths = new ArrayList<Integer>();
        for (int at = 0; at < data.length; at += lengths.getLast()) {
            lengths.add(cutter.next(data, at, data.length - at));
        }
        return lengths;
    }

    private static String python(String script, byte[] data, ChunkSizes sizes) throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/python3")),
                "SKIPPED: no python3 to compare the cuts with");
        var process = new ProcessBuilder(
                        "/usr/bin/python3",
                        "-c",
                        script,
                        String.valueOf(sizes.min()),
                        String.valueOf(sizes.average()),
                        String.valueOf(sizes.max()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = process.getOutputStream()) {
            out.write(data);
        }
        var printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(0, process.waitFor());
        return printed.strip();
    }

    private static String section(String page, String from, String to) {
        int start = page.indexOf(from) + from.length();
        return page.substring(start, page.indexOf(to, start));
    }

    private static String joined(List<Integer> lengths) {
        return lengths.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static List<ByteBuffer> chunks(byte[] data) {
        var chunks = new ArrayList<ByteBuffer>();
        int at = 0;
        for (int length : lengths(data, SMALL)) {
            chunks.add(ByteBuffer.wrap(data, at, length).slice());
            at += length;
        }
        return chunks;
    }

    /// The same content in pieces, through a buffer as small as it may be.
    private static List<Integer> fed(byte[] data, ChunkSizes sizes, int piece) {
        var cutter = new FastCdc(sizes);
        var lengths = new ArrayList<Integer>();
        var buffer = new byte[sizes.max() + piece];
        int held = 0;
        for (int at = 0; at < data.length; at += piece) {
            int length = Math.min(piece, data.length - at);
            System.arraycopy(data, at, buffer, held, length);
            held += length;
            while (held >= sizes.max()) held = cut(cutter, buffer, held, lengths);
        }
        while (held > 0) held = cut(cutter, buffer, held, lengths);
        return lengths;
    }

    private static int cut(FastCdc cutter, byte[] buffer, int held, List<Integer> lengths) {
        int length = cutter.next(buffer, 0, held);
        lengths.add(length);
        System.arraycopy(buffer, length, buffer, 0, held - length);
        return held - length;
    }
}
