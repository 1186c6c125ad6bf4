package dev.holdfast.repository;

import dev.holdfast.crypto.AgeWriter;
import dev.holdfast.crypto.Recipient;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ChunkTable;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.format.pack.PackTrailer;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;

/// One pack in the making: frames go in, sealed bytes grow. docs/format/pack.md.
final class PackBuilder implements AutoCloseable {

    private final PackKind kind;
    private final AgeWriter age;
    private final byte[] header;
    private final PackBuffer stored;
    private final ChunkTable.Builder table = new ChunkTable.Builder();
    private long plainLength;

    private PackBuilder(PackKind kind, AgeWriter age, int capacity, Buffers buffers) {
        this.kind = kind;
        this.age = age;
        this.header = age.header();
        this.stored = new PackBuffer(buffers, capacity);
        stored.write(header, 0, header.length);
    }

    /// A pack for `recipient`; `capacity` is how many stored bytes are expected.
    static PackBuilder open(
            PackKind kind,
            Recipient recipient,
            int capacity,
            Buffers buffers,
            SecureRandom random) {
        var age = AgeWriter.open(List.of(recipient), random);
        return new PackBuilder(kind, age, capacity, buffers);
    }

    PackKind kind() {
        return kind;
    }

    /// Adds a chunk and returns its position in the pack.
    int add(Sha256 id, Frame frame, int length) throws IOException {
        write(frame.bytes(), frame.length());
        table.add(id, length, frame.length());
        return table.count() - 1;
    }

    int count() {
        return table.count();
    }

    /// Bytes of plaintext so far, without the tables.
    long plainLength() {
        return plainLength;
    }

    /// Adds the tables and seals the last segment. With `padded`, the plaintext is filled up
    /// to a Padmé size, so that the pack's size says little about what is in it.
    BuiltPack finish(boolean padded) throws IOException {
        var chunks = table.build();
        var trailer = (padded ? PackTrailer.padded(kind, chunks) : PackTrailer.of(kind, chunks))
                .toByteArray();
        write(trailer, trailer.length);
        age.finish(stored);
        return new BuiltPack(kind, chunks, header, plainLength, stored, age);
    }

    @Override
    public void close() {
        age.close();
    }

    private void write(byte[] bytes, int length) throws IOException {
        age.update(bytes, 0, length, stored);
        plainLength += length;
    }
}
