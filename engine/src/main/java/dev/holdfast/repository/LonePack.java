package dev.holdfast.repository;

import dev.holdfast.catalog.PackFacts;
import dev.holdfast.crypto.AgeHeader;
import dev.holdfast.crypto.Identity;
import dev.holdfast.crypto.PayloadKey;
import dev.holdfast.crypto.SealedLayout;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.PackTrailer;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A pack that no database describes, in a file. Its name was held against its bytes, so its
/// header may be taken from them (docs/format/pack.md, "Reading").
final class LonePack implements Closeable {

    private final Sha256 name;
    private final String what;
    private final FileChannel file;
    private final AgeHeader header;
    private final SealedLayout layout;
    private final PayloadKey key;

    private LonePack(
            Sha256 name,
            String what,
            FileChannel file,
            AgeHeader header,
            SealedLayout layout,
            PayloadKey key) {
        this.name = name;
        this.what = what;
        this.file = file;
        this.header = header;
        this.layout = layout;
        this.key = key;
    }

    static LonePack open(Sha256 name, Path path, List<Identity> identities) throws IOException {
        var what = "pack " + name;
        AgeHeader header;
        try (var in = new BufferedInputStream(Files.newInputStream(path))) {
            header = AgeHeader.readFrom(what, in);
        }
        var layout = SealedLayout.of(header, Files.size(path));
        var key = header.unwrap(identities);
        try {
            return new LonePack(name, what, FileChannel.open(path), header, layout, key);
        } catch (Throwable failure) {
            key.close();
            throw failure;
        }
    }

    PackFacts facts() throws IOException {
        var trailer = PackTrailer.readFrom(what, new RandomAccessBytes() {
            @Override
            public long size() {
                return layout.plainSize();
            }

            @Override
            public void read(long position, byte[] target, int offset, int length)
                    throws IOException {
                System.arraycopy(plain(position, length), 0, target, offset, length);
            }
        });
        var chunks = trailer.chunks();
        try (var decoder = new FrameDecoder()) {
            for (int i = 0; i < chunks.count(); i++) {
                var frame = plain(chunks.offset(i), chunks.storedLength(i));
                var chunk = decoder.decode(
                        what + ": chunk " + i, frame, 0, frame.length, chunks.length(i));
                if (!Sha256.hash(chunk).equals(chunks.id(i))) {
                    throw new CorruptDataException(
                            what + ": chunk " + i + " is not the one in the table of contents");
                }
            }
        }
        return new PackFacts(
                name,
                trailer.kind(),
                layout.storedSize(),
                layout.plainSize(),
                ByteString.of(header.toByteArray()),
                chunks);
    }

    @Override
    public void close() throws IOException {
        try (file) {
            key.close();
        }
    }

    private byte[] plain(long offset, int length) throws IOException {
        var range = layout.range(offset, length);
        var sealed = ByteBuffer.allocate(range.storedLength());
        while (sealed.hasRemaining()) {
            long at = range.storedOffset() + sealed.position();
            if (file.read(sealed, at) < 0) throw new CorruptDataException(what + ": ends early");
        }
        var plain = new byte[length];
        range.open(key, sealed.array(), 0, plain, 0);
        return plain;
    }
}
