package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;

import java.util.Arrays;

/// A slice of an age file's plaintext, and the stored bytes it takes to have it.
///
/// Made by [SealedLayout#range]. `last` says that the file's last segment is among them.
public record SealedRange(
        long plainOffset, int plainLength, long storedOffset, int storedLength, boolean last) {

    /// Opens `storedLength` bytes at `offset` of `sealed` and writes `plainLength` bytes to
    /// `target`. Whole segments are opened where they belong; only the first and the last of
    /// them go through a buffer.
    public void open(PayloadKey key, byte[] sealed, int offset, byte[] target, int targetOffset)
            throws CorruptDataException {
        byte[] buffer = {};
        long segment = plainOffset / PayloadKey.SEGMENT_BYTES;
        int skip = (int) (plainOffset % PayloadKey.SEGMENT_BYTES);
        int at = offset;
        int end = offset + storedLength;
        int written = 0;
        do {
            int length = Math.min(PayloadKey.SEALED_SEGMENT_BYTES, end - at);
            boolean isLast = last && at + length == end;
            int plain = length - Aead.TAG_BYTES;
            if (skip == 0 && plain <= plainLength - written) {
                key.openSegment(
                        segment, isLast, sealed, at, length, target, targetOffset + written);
                written += plain;
            } else {
                if (buffer.length == 0) buffer = new byte[PayloadKey.SEGMENT_BYTES];
                key.openSegment(segment, isLast, sealed, at, length, buffer, 0);
                int taken = Math.min(plain - skip, plainLength - written);
                System.arraycopy(buffer, skip, target, targetOffset + written, taken);
                written += taken;
            }
            skip = 0;
            at += length;
            segment++;
        } while (written < plainLength);
        Arrays.fill(buffer, (byte) 0);
    }
}
