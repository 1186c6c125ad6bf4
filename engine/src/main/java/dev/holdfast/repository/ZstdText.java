package dev.holdfast.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

import dev.holdfast.format.CorruptDataException;

/// Small compressed pages, whole in memory: manifests and tombstones.
final class ZstdText {

    private static final int LEVEL = 9;

    private ZstdText() {}

    static byte[] compress(byte[] text) {
        return Zstd.compress(text, LEVEL);
    }

    /// Decodes one frame, held against `sizeMax` before anything is allocated.
    static byte[] decompress(String what, byte[] stored, int sizeMax) throws CorruptDataException {
        long size = Zstd.getFrameContentSize(stored);
        if (size < 0 || size > sizeMax) {
            throw new CorruptDataException(
                    what + ": is not a zstd frame of at most " + sizeMax + " bytes");
        }
        var text = new byte[(int) size];
        try {
            if (Zstd.decompress(text, stored) != size) {
                throw new CorruptDataException(what + ": ends early");
            }
        } catch (ZstdException e) {
            throw new CorruptDataException(what + ": cannot be decoded: " + e.getMessage(), e);
        }
        if (Zstd.findFrameCompressedSize(stored) != stored.length) {
            throw new CorruptDataException(what + ": something follows its end");
        }
        return text;
    }
}
