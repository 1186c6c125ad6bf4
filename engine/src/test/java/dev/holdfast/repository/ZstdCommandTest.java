package dev.holdfast.repository;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdCompressCtx;

import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ChunkTable;
import dev.holdfast.format.pack.FrameHeader;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.format.pack.PackTrailer;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// The `zstd` command as judge of a pack's plaintext.
final class ZstdCommandTest {

    private static final Path ZSTD = Path.of("/usr/bin/zstd");

    @TempDir
    Path directory = Path.of("");

    private final Random random = Seeds.random("ZstdCommandTest");
    private final ByteArrayOutputStream contents = new ByteArrayOutputStream();
    private final ByteWriter plaintext = new ByteWriter();

    @BeforeAll
    static void theCommandIsThere() {
        assumeTrue(Files.isExecutable(ZSTD), "SKIPPED: no zstd command to judge packs");
    }

    @Test
    void theCommandDecodesAPackToItsChunksAndCountsItsFrames() throws Exception {
        for (boolean padded : new boolean[] {false, true}) {
            var trailer = pack(40, padded);
            var file = Files.write(directory.resolve("pack.zst"), plaintext.toByteArray());
            assertArrayEquals(contents.toByteArray(), run("-d", "-c", file.toString()));
            var _ = run("-t", file.toString());
            var listed = new String(run("-l", file.toString()), StandardCharsets.US_ASCII);
            int skips = padded ? 3 : 2;
            var line = List.of(listed.lines().toList().getLast().strip().split("\\s+"));
            assertEquals(String.valueOf(40 + skips), line.get(0), listed);
            assertEquals(String.valueOf(skips), line.get(1), listed);
            assertTrue(listed.contains("XXH64"), listed);
            assertEquals(
                    trailer,
                    PackTrailer.readFrom("pack", RandomAccessBytes.of(plaintext.toByteArray())));
        }
    }

    @Test
    void aFrameCutOutByTheTablesDecodesAlone() throws Exception {
        var trailer = pack(5, true);
        var chunks = trailer.chunks();
        for (int i = 0; i < chunks.count(); i++) {
            int at = (int) chunks.offset(i);
            var frame = Arrays.copyOfRange(plaintext.buffer(), at, at + chunks.storedLength(i));
            var file = Files.write(directory.resolve("frame.zst"), frame);
            assertEquals(chunks.id(i), Sha256.hash(run("-d", "-c", file.toString())));
        }
    }

    @Test
    void everyFrameThatZstdMakesHasAHeaderThatIsTaken() throws Exception {
        try (var zstd = zstd()) {
            for (int size : new int[] {1, 255, 256, 65_791, 65_792, 1 << 20, 16 << 20}) {
                for (int level : new int[] {-5, 1, 3, 9}) {
                    zstd.setLevel(level);
                    var frame = zstd.compress(content(size));
                    var header = FrameHeader.readFrom("frame", frame, 0, frame.length);
                    assertEquals(size, header.contentSize());
                }
            }
        }
    }

    private PackTrailer pack(int count, boolean padded) {
        contents.reset();
        plaintext.clear();
        var table = new ChunkTable.Builder();
        try (var zstd = zstd()) {
            for (int i = 0; i < count; i++) {
                var content = content(1 + random.nextInt(100_000));
                var frame = zstd.compress(content);
                contents.writeBytes(content);
                plaintext.bytes(frame);
                table.add(Sha256.hash(content), content.length, frame.length);
            }
        }
        var chunks = table.build();
        var trailer = padded
                ? PackTrailer.padded(PackKind.PAYLOAD, chunks)
                : PackTrailer.of(PackKind.PAYLOAD, chunks);
        trailer.writeTo(plaintext);
        assertEquals(trailer.plainLength(), plaintext.size());
        return trailer;
    }

    /// Half noise, half text, so that some blocks compress and some do not.
    private byte[] content(int size) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        for (int i = 0; i < size / 2; i++) bytes[i] = (byte) ('a' + bytes[i] % 4);
        return bytes;
    }

    private static ZstdCompressCtx zstd() {
        var zstd = new ZstdCompressCtx();
        zstd.setChecksum(true);
        zstd.setContentSize(true);
        return zstd;
    }

    private static byte[] run(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(ZSTD.toString(), "-q"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var out = process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor(), command.toString());
        return out;
    }
}
