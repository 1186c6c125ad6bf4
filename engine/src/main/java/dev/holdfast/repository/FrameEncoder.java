package dev.holdfast.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

/// Makes one zstd frame of one chunk: content size and checksum present, no dictionary.
///
/// For one thread; its context is used again for every chunk.
final class FrameEncoder implements AutoCloseable {

    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private final Buffers buffers;

    FrameEncoder(Compression compression, Buffers buffers) {
        this.buffers = buffers;
        context.setLevel(compression.level()).setChecksum(true).setContentSize(true);
    }

    Frame encode(byte[] chunk, int length) {
        var target = buffers.take(Math.toIntExact(Zstd.compressBound(length)));
        return new Frame(
                target, context.compressByteArray(target, 0, target.length, chunk, 0, length));
    }

    @Override
    public void close() {
        context.close();
    }
}
