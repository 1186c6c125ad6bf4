package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.ByteString;

/// SipHash-2-4 with 64-bit output (Aumasson and Bernstein, 2012), under pxar's fixed key.
///
/// It orders the names in a directory's table. The key is public, so it is no defence:
/// names with equal hashes can be made on purpose, and readers must stand them.
final class SipHash {

    static final long KEY_0 = 0x83ac3f1cfbb450dbL;
    static final long KEY_1 = 0xaa4f1b6879369fbdL;

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private SipHash(long key0, long key1) {
        v0 = key0 ^ 0x736f6d6570736575L;
        v1 = key1 ^ 0x646f72616e646f6dL;
        v2 = key0 ^ 0x6c7967656e657261L;
        v3 = key1 ^ 0x7465646279746573L;
    }

    /// The hash of a name under pxar's key.
    static long ofName(ByteString name) {
        return hash(KEY_0, KEY_1, name.toByteArray(), 0, name.length());
    }

    static long hash(long key0, long key1, byte[] bytes, int offset, int length) {
        var state = new SipHash(key0, key1);
        int whole = length & ~7;
        for (int i = 0; i < whole; i += 8) {
            state.compress(ByteOrders.getLong(bytes, offset + i));
        }
        long last = (long) length << 56;
        for (int i = whole; i < length; i++) {
            last |= (bytes[offset + i] & 0xffL) << (8 * (i - whole));
        }
        state.compress(last);
        return state.end();
    }

    private void compress(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    private long end() {
        v2 ^= 0xff;
        round();
        round();
        round();
        round();
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
    }
}
