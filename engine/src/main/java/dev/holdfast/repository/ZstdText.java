package dev.holdfast.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

import dev.holdfast.format.CorruptDataException;

/// Small compressed pages, whole in memory: manifests and tombstones.
final class ZstdText {

    private static final int LEVEL = 9;

    /// Where RFC 8878 has the descriptor of a frame, and the bits of it that decoders ignore
    /// or reserve: a changed bit must not go unseen.
    private static final int DESCRIPTOR = 4;

    private static final int UNUSED_BITS = 0x18;

    private ZstdText() {}

    static byte[] compress(byte[] text) {
        return Zstd.compress(text, LEVEL);
    }

    /// Decodes one frame, held against `sizeMax` before anything is allocated.
    static byte[] decompress(String what, byte[] stored, int sizeMax) throws CorruptDataException {
        try {
            return decompress(stored, sizeMax);
        } catch (CorruptDataException e) {
            throw new CorruptDataException(what + ": " + e.getMessage(), e);
        } catch (ZstdException e) {
            throw new CorruptDataException(what + ": cannot be decoded: " + e.getMessage(), e);
        }
    }

    private static byte[] decompress(byte[] stored, int sizeMax) throws CorruptDataException {
        if (stored.length <= DESCRIPTOR || (stored[DESCRIPTOR] & UNUSED_BITS) != 0) {
            throw new CorruptDataException("is not a zstd frame");
        }
        long size = Zstd.getFrameContentSize(stored);
        if (size < 0 || size > sizeMax) {
            throw new CorruptDataException("is not a zstd frame of at most " + sizeMax + " bytes");
        }
        var text = new byte[(int) size];
        if (Zstd.decompress(text, stored) != size) throw new CorruptDataException("ends early");
        if (Zstd.findFrameCompressedSize(stored) != stored.length) {
            throw new CorruptDataException("something follows its end");
        }
        return text;
    }
}
