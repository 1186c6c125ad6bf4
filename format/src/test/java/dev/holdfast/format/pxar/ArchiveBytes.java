package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.RandomAccessBytes;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// A whole archive in memory, as the tests hand it to both readers.
record ArchiveBytes(ByteString metadata, @Nullable ByteString payload, boolean stored) {

    private static final ByteString SPLIT = ByteString.of(
            new ByteWriter().u64(ItemType.FORMAT_VERSION.code).u64(24).u64(2).toByteArray());

    static ArchiveBytes v1(byte[] archive) {
        return new ArchiveBytes(ByteString.of(archive), null, false);
    }

    static ArchiveBytes split(byte[] metadata, byte[] payload) {
        return new ArchiveBytes(ByteString.of(metadata), ByteString.of(payload), false);
    }

    /// Reads `NAME.pxar`, or `NAME.mpxar` and the `.ppxar` beside it.
    static ArchiveBytes read(Path file) throws IOException {
        var metadata = Files.readAllBytes(file);
        if (!file.toString().endsWith(".mpxar")) return v1(metadata);
        var payload =
                file.resolveSibling(file.getFileName().toString().replace(".mpxar", ".ppxar"));
        return split(metadata, Files.readAllBytes(payload));
    }

    ArchiveBytes withMetadata(byte[] bytes) {
        return new ArchiveBytes(ByteString.of(bytes), payload, stored);
    }

    ArchiveBytes withPayload(byte[] bytes) {
        return new ArchiveBytes(metadata, ByteString.of(bytes), stored);
    }

    ArchiveBytes withoutPayload() {
        return new ArchiveBytes(metadata, null, stored);
    }

    PxarDecoder decoder() throws IOException {
        if (stored) return PxarDecoder.openStored(stream(metadata));
        return payload == null
                ? PxarDecoder.open(stream(metadata))
                : PxarDecoder.open(stream(metadata), stream(payload));
    }

    PxarAccessor accessor() throws IOException {
        if (stored) return PxarAccessor.openStored(at(metadata));
        return payload == null
                ? PxarAccessor.open(at(metadata))
                : PxarAccessor.open(at(metadata), at(payload));
    }

    /// Whether the readers can give out contents; those of a stored archive are elsewhere.
    boolean givesContents() {
        return !stored && (payload != null || !isSplit());
    }

    private boolean isSplit() {
        return metadata.startsWith(SPLIT);
    }

    /// The content of `file` of a split archive, taken from its payload as it lies there.
    byte[] content(PxarEntry.RegularFile file) throws CorruptDataException {
        long end = file.contentAddress() + file.size();
        if (end > Objects.requireNonNull(payload).length()) {
            throw new CorruptDataException("pxar payload: has nothing at " + end);
        }
        int from = Math.toIntExact(file.contentAddress());
        int to = from + Math.toIntExact(file.size());
        return payload.substring(from, to).toByteArray();
    }

    private static InputStream stream(ByteString bytes) {
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    static RandomAccessBytes at(ByteString of) {
        var bytes = of.toByteArray();
        return new RandomAccessBytes() {

            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long position, byte[] target, int offset, int length) {
                System.arraycopy(bytes, Math.toIntExact(position), target, offset, length);
            }
        };
    }
}
