package dev.holdfast.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/// A SHA-256 digest (FIPS 180-4), 32 bytes: the name of a pack, the identity of a chunk.
///
/// The bytes are held as four big-endian longs, so equality, hashing and immutability come
/// free and the unsigned order of digests is the order of their hexadecimal text.
public record Sha256(long a, long b, long c, long d) implements Comparable<Sha256> {

    public static final int BYTES = 32;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static volatile Supplier<MessageDigest> engine = Sha256::javaDigest;

    public static Sha256 of(byte[] digest, int offset) {
        return new Sha256(
                (long) LONG.get(digest, offset),
                (long) LONG.get(digest, offset + 8),
                (long) LONG.get(digest, offset + 16),
                (long) LONG.get(digest, offset + 24));
    }

    public static Sha256 of(byte[] digest) {
        if (digest.length != BYTES) {
            throw new IllegalArgumentException("no SHA-256 has " + digest.length + " bytes");
        }
        return of(digest, 0);
    }

    /// The digest of `bytes`.
    public static Sha256 hash(byte[] bytes) {
        return hash(bytes, 0, bytes.length);
    }

    public static Sha256 hash(byte[] bytes, int offset, int length) {
        var digest = digest();
        digest.update(bytes, offset, length);
        return of(digest.digest(), 0);
    }

    /// A fresh digest engine, for content that comes in pieces.
    public static MessageDigest digest() {
        return engine.get();
    }

    /// Lets all digests of this process be computed by what `other` gives.
    public static void computeBy(Supplier<MessageDigest> other) {
        engine = other;
    }

    /// Java's own digest engine.
    public static MessageDigest javaDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /// Reads 64 lower-case hexadecimal digits.
    public static Sha256 parse(String hex) throws CorruptDataException {
        if (!isValid(hex)) {
            throw new CorruptDataException("not a SHA-256: " + ByteString.utf8(hex));
        }
        return of(HexFormat.of().parseHex(hex), 0);
    }

    /// Whether `text` is 64 lower-case hexadecimal digits.
    public static boolean isValid(String text) {
        return text.length() == 2 * BYTES && text.chars().allMatch(Sha256::isLowerHex);
    }

    public void copyTo(byte[] target, int offset) {
        LONG.set(target, offset, a);
        LONG.set(target, offset + 8, b);
        LONG.set(target, offset + 16, c);
        LONG.set(target, offset + 24, d);
    }

    public byte[] toByteArray() {
        var bytes = new byte[BYTES];
        copyTo(bytes, 0);
        return bytes;
    }

    public String hex() {
        return HexFormat.of().formatHex(toByteArray());
    }

    @Override
    public int compareTo(Sha256 other) {
        int order = Long.compareUnsigned(a, other.a);
        if (order == 0) order = Long.compareUnsigned(b, other.b);
        if (order == 0) order = Long.compareUnsigned(c, other.c);
        if (order == 0) order = Long.compareUnsigned(d, other.d);
        return order;
    }

    @Override
    public String toString() {
        return hex();
    }

    private static boolean isLowerHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
