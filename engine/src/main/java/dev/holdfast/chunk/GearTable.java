package dev.holdfast.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// One random 64-bit number per byte value: what the rolling hash adds up.
///
/// The numbers 4i to 4i + 3 are the four big-endian words of
/// `SHA-256("holdfast-gear-1" ‖ i)`, i one byte from 0 to 63. They are part of the format:
/// another table cuts elsewhere, and nothing would be found again.
final class GearTable {

    private static final byte[] LABEL = "holdfast-gear-1".getBytes(StandardCharsets.US_ASCII);

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private GearTable() {}

    static long[] make() {
        var digest = sha256();
        var table = new long[256];
        for (int i = 0; i < table.length; i += 4) {
            digest.update(LABEL);
            digest.update((byte) (i / 4));
            var words = digest.digest();
            for (int j = 0; j < 4; j++) table[i + j] = (long) LONG.get(words, 8 * j);
        }
        return table;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
