package dev.holdfast.repository;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.FrameHeader;

/// Makes a chunk of its frame again, trusting neither.
///
/// The length is known beforehand and held against the frame before anything is decoded, so
/// a frame cannot ask for memory. For one thread.
final class FrameDecoder implements AutoCloseable {

    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    /// Decodes the `stored` bytes at `offset` into `length` bytes; `what` names the chunk.
    byte[] decode(String what, byte[] frame, int offset, int stored, int length)
            throws CorruptDataException {
        var header = FrameHeader.readFrom(what + ": its frame", frame, offset, stored);
        if (header.contentSize() != length) {
            throw new CorruptDataException("%s: its frame promises %d bytes, %d were recorded"
                    .formatted(what, header.contentSize(), length));
        }
        var chunk = new byte[length];
        int decoded;
        try {
            decoded = context.decompressByteArray(chunk, 0, length, frame, offset, stored);
        } catch (ZstdException e) {
            throw new CorruptDataException(
                    what + ": its frame cannot be decoded: " + e.getMessage(), e);
        }
        if (decoded != length) {
            throw new CorruptDataException(
                    "%s: %d bytes were decoded, %d were recorded".formatted(what, decoded, length));
        }
        return chunk;
    }

    @Override
    public void close() {
        context.close();
    }
}
