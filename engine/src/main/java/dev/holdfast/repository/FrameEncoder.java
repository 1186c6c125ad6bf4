package dev.holdfast.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

import java.util.Arrays;

/// Makes one zstd frame of one chunk: content size and checksum present, no dictionary.
///
/// For one thread; its context and buffer are used again for every chunk.
final class FrameEncoder implements AutoCloseable {

    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private byte[] buffer = new byte[0];

    FrameEncoder(Compression compression) {
        context.setLevel(compression.level()).setChecksum(true).setContentSize(true);
    }

    byte[] encode(byte[] chunk, int length) {
        int bound = Math.toIntExact(Zstd.compressBound(length));
        if (buffer.length < bound) buffer = new byte[bound];
        int size = context.compressByteArray(buffer, 0, buffer.length, chunk, 0, length);
        return Arrays.copyOf(buffer, size);
    }

    @Override
    public void close() {
        context.close();
    }
}
