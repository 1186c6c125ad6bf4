package dev.holdfast.repository;

import dev.holdfast.catalog.PackFacts;
import dev.holdfast.crypto.AgeHeader;
import dev.holdfast.crypto.AgeWriter;
import dev.holdfast.crypto.SealedLayout;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ChunkTable;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.format.pack.PackTrailer;
import dev.holdfast.store.BlobBody;

import java.io.IOException;

/// A sealed pack that is not stored yet, and the key that reads it back once more.
///
/// A writer cannot open what it stored. So before it lets go of a pack it reads its tables
/// and a chunk of it as a restore would: a bit that fell over in memory, or a library that
/// erred, is found while the source is still there.
final class BuiltPack implements AutoCloseable {

    private final PackKind kind;
    private final ChunkTable chunks;
    private final byte[] header;
    private final long plainLength;
    private final PackBuffer stored;
    private final AgeWriter age;

    BuiltPack(
            PackKind kind,
            ChunkTable chunks,
            byte[] header,
            long plainLength,
            PackBuffer stored,
            AgeWriter age) {
        this.kind = kind;
        this.chunks = chunks;
        this.header = header;
        this.plainLength = plainLength;
        this.stored = stored;
        this.age = age;
    }

    int size() {
        return stored.size();
    }

    BlobBody body() {
        return BlobBody.of(stored.array(), 0, stored.size());
    }

    /// Names the pack after what it has become.
    PackFacts facts() {
        var name = Sha256.hash(stored.array(), 0, stored.size());
        return new PackFacts(name, kind, stored.size(), plainLength, ByteString.of(header), chunks);
    }

    /// Reads back the tables and the chunk at position `sample`, or with -1 every chunk.
    void readBack(FrameDecoder decoder, int sample) throws IOException {
        var layout = SealedLayout.of(AgeHeader.parse("new pack", header), stored.size());
        if (layout.plainSize() != plainLength) {
            throw new CorruptDataException("new pack: %d bytes went in, %d would come out"
                    .formatted(plainLength, layout.plainSize()));
        }
        var trailer = PackTrailer.readFrom("new pack", plaintext(layout));
        if (trailer.kind() != kind || !trailer.chunks().equals(chunks)) {
            throw new CorruptDataException("new pack: its tables are not those that were written");
        }
        for (int i = 0; i < chunks.count(); i++) {
            if (sample >= 0 && i != sample) continue;
            var frame = open(layout, chunks.offset(i), chunks.storedLength(i));
            var chunk = decoder.decode(
                    "chunk " + i + " of a new pack", frame, 0, frame.length, chunks.length(i));
            if (!Sha256.hash(chunk).equals(chunks.id(i))) {
                throw new CorruptDataException("new pack: chunk " + i + " is not what was put in");
            }
        }
    }

    @Override
    public void close() {
        age.close();
        stored.close();
    }

    private RandomAccessBytes plaintext(SealedLayout layout) {
        return new RandomAccessBytes() {
            @Override
            public long size() {
                return plainLength;
            }

            @Override
            public void read(long position, byte[] target, int offset, int length)
                    throws CorruptDataException {
                System.arraycopy(open(layout, position, length), 0, target, offset, length);
            }
        };
    }

    private byte[] open(SealedLayout layout, long offset, int length) throws CorruptDataException {
        var range = layout.range(offset, length);
        var plain = new byte[length];
        range.open(age.key(), stored.array(), Math.toIntExact(range.storedOffset()), plain, 0);
        return plain;
    }
}
