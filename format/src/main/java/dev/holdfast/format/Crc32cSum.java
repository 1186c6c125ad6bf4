package dev.holdfast.format;

/// The CRC-32C of parts put together, from the CRC-32C of each part.
///
/// A CRC is a remainder of polynomials over GF(2): appending n bytes multiplies by x^(8n).
/// Polynomials are bit-reversed, as in RFC 3720: bit 31 is x^0.
public final class Crc32cSum {

    private static final int POLYNOMIAL = 0x82f63b78;
    private static final int ONE = 1 << 31;

    /// `POWERS[i]` is x^(2^i).
    private static final int[] POWERS = powers();

    private Crc32cSum() {}

    /// The CRC of A followed by B, from those of A and B and the bytes of B.
    public static int join(int a, int b, long lengthOfB) {
        int shift = ONE;
        int power = 3;
        for (long left = lengthOfB; left != 0; left >>>= 1, power++) {
            if ((left & 1) != 0) shift = multiply(POWERS[power], shift);
        }
        return multiply(shift, a) ^ b;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int bit = 31; bit >= 0; bit--) {
            if ((a >>> bit & 1) != 0) product ^= shifted;
            shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
        }
        return product;
    }

    private static int[] powers() {
        var powers = new int[Long.SIZE + 3];
        powers[0] = ONE >>> 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = multiply(powers[i - 1], powers[i - 1]);
        }
        return powers;
    }
}
