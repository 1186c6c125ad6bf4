package dev.holdfast.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Makes inputs for decoders out of true ones: some bytes changed, moved, lost, doubled, or
/// taken from another input.
public final class Mutator {

    /// What decoders trip over: limits of integers in both byte orders, and odd characters.
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        32_767,
        65_535,
        65_536,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xffff_ffffL,
        1L << 32,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final List<String> WORDS = List.of(
            "\0",
            "\n",
            "\r\n",
            "\u001b[2J",
            "../",
            "/",
            "\"",
            "\\u0000",
            "{",
            "}",
            "[",
            "]",
            ":",
            "-1",
            "1e999",
            "9223372036854775808",
            "null",
            "true",
            "**/",
            "[!",
            "\\",
            "=",
            "'''");

    private final Random random;
    private final List<byte[]> corpus;

    /// `corpus` are true inputs, at least one.
    public Mutator(Random random, List<byte[]> corpus) {
        this.random = random;
        this.corpus = List.copyOf(corpus);
    }

    public byte[] next() {
        var bytes = pick().clone();
        for (int hits = 1 + random.nextInt(random.nextInt(4) == 0 ? 12 : 3); hits > 0; hits--) {
            bytes = change(bytes);
        }
        return bytes;
    }

    private byte[] pick() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private byte[] change(byte[] bytes) {
        if (bytes.length == 0) return word();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(9)) {
            case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) random.nextInt(256);
            case 3 -> number(bytes, at);
            case 4 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 5 -> {
                return splice(bytes, at, word(), random.nextInt(3));
            }
            case 6 -> {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(40));
                return splice(bytes, at, new byte[0], length);
            }
            case 7 -> {
                var other = pick();
                if (other.length == 0) return bytes;
                int from = random.nextInt(other.length);
                int to = Math.min(other.length, from + 1 + random.nextInt(64));
                return splice(bytes, at, Arrays.copyOfRange(other, from, to), random.nextInt(64));
            }
            default -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(64, bytes.length - Math.max(at, from));
                System.arraycopy(bytes, from, bytes, at, length);
            }
        }
        return bytes;
    }

    /// Writes one of the numbers, in 1 to 8 bytes, either end first.
    private void number(byte[] bytes, int at) {
        long value = NUMBERS[random.nextInt(NUMBERS.length)];
        int width = 1 << random.nextInt(4);
        boolean little = random.nextBoolean();
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >> (8 * (little ? i : width - 1 - i)));
        }
    }

    private byte[] word() {
        return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] splice(byte[] bytes, int at, byte[] with, int instead) {
        int rest = Math.min(bytes.length, at + instead);
        var out = Arrays.copyOf(bytes, at + with.length + bytes.length - rest);
        System.arraycopy(with, 0, out, at, with.length);
        System.arraycopy(bytes, rest, out, at + with.length, bytes.length - rest);
        return out;
    }
}
