package dev.holdfast.repository;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ArchiveStream;

import org.jspecify.annotations.Nullable;

/// A chunk on its way into a pack: where it lies in its archive, and its bytes.
final class Piece {

    private final ArchiveStream stream;
    private final long address;
    private final byte[] bytes;
    private final int length;

    /// Takes over `bytes`, of which the first `length` count.
    Piece(ArchiveStream stream, long address, byte[] bytes, int length) {
        this.stream = stream;
        this.address = address;
        this.bytes = bytes;
        this.length = length;
    }

    ArchiveStream stream() {
        return stream;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /// The same chunk with its name, and its frame unless the repository has it.
    Sealed sealed(Sha256 id, @Nullable Frame frame) {
        return new Sealed(stream, address, length, id, frame);
    }

    /// A chunk that was identified, and compressed unless it is known.
    static final class Sealed {

        private final ArchiveStream stream;
        private final long address;
        private final int length;
        private final Sha256 id;
        private final @Nullable Frame frame;

        private Sealed(
                ArchiveStream stream, long address, int length, Sha256 id, @Nullable Frame frame) {
            this.stream = stream;
            this.address = address;
            this.length = length;
            this.id = id;
            this.frame = frame;
        }

        ArchiveStream stream() {
            return stream;
        }

        long address() {
            return address;
        }

        int length() {
            return length;
        }

        Sha256 id() {
            return id;
        }

        @Nullable
        Frame frame() {
            return frame;
        }
    }
}
