package dev.holdfast.repository;

import dev.holdfast.catalog.PackFacts;
import dev.holdfast.catalog.SnapshotPack;
import dev.holdfast.crypto.AgeHeader;
import dev.holdfast.crypto.AgeReader;
import dev.holdfast.crypto.Identity;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobFacts;
import dev.holdfast.format.pack.PackTrailer;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Reads blobs whole, to find out whether they are what they were.
///
/// One pack takes memory for its largest chunk and its tables.
public final class PackScan {

    /// Tables and padding of any pack that a Holdfast writes are far smaller.
    private static final int TRAILER_MAX = 256 << 20;

    private static final int BUFFER = 1 << 20;

    private final BlobStore store;
    private final List<Identity> identities;

    public PackScan(BlobStore store, List<Identity> identities) {
        this.store = store;
        this.identities = List.copyOf(identities);
    }

    /// The digest and the number of the bytes that are stored, read without any key.
    public static BlobFacts hash(BlobStore store, BlobKey key) throws IOException {
        var digest = Sha256.digest();
        var buffer = new byte[BUFFER];
        long size = 0;
        try (var in = store.open(key)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
        }
        return new BlobFacts(Sha256.of(digest.digest()), size);
    }

    /// Reads a pack front to back, gives each chunk to `visitor`, and holds everything in
    /// it against everything known of it: stored bytes against the name, header and lengths
    /// against the snapshot's database, chunks against the table of contents.
    ///
    /// @throws CorruptDataException at the first thing that does not fit; what was visited
    ///     before was sealed by who wrote the pack
    public void read(SnapshotPack pack, OpenSnapshot.ChunkVisitor visitor)
            throws IOException, InterruptedException {
        var what = "pack " + pack.name();
        var digest = Sha256.digest();
        var header = pack.header().toByteArray();
        try (var stored = new DigestInputStream(store.open(BlobKey.pack(pack.name())), digest)) {
            if (!Arrays.equals(stored.readNBytes(header.length), header)) {
                throw new CorruptDataException(
                        what + ": does not begin with the header in the snapshot's database");
            }
            var key = AgeHeader.parse(what, header).unwrap(identities);
            try (var plain = AgeReader.open(key, stored)) {
                readPlain(what, pack, plain, visitor);
            }
        }
        if (!Sha256.of(digest.digest()).equals(pack.name())) {
            throw new CorruptDataException(
                    what + ": its bytes do not have the SHA-256 in its name");
        }
    }

    /// The digests of a pack's chunks, 32 bytes each: only its tables are read, and held
    /// against what the snapshot's database says of it.
    public ByteString chunkIds(SnapshotPack pack) throws IOException {
        try (var reader = new PackReader(store, identities)) {
            var trailer = reader.trailer(pack);
            if (trailer.kind() != pack.kind()
                    || !trailer.chunks().lengths().equals(pack.lengths())) {
                throw unlike("pack " + pack.name());
            }
            return trailer.chunks().packedIds();
        }
    }

    /// All there is to say of a pack that no database describes: `file` has its stored bytes,
    /// which have the SHA-256 `name`. Every chunk is decoded and held against its digest.
    public PackFacts facts(Sha256 name, Path file) throws IOException {
        try (var lone = LonePack.open(name, file, identities)) {
            return lone.facts();
        }
    }

    private static CorruptDataException unlike(String what) {
        return new CorruptDataException(
                what + ": its tables are not those in the snapshot's database");
    }

    private static void readPlain(
            String what, SnapshotPack pack, AgeReader plain, OpenSnapshot.ChunkVisitor visitor)
            throws IOException, InterruptedException {
        var lengths = pack.lengths();
        var ids = new byte[lengths.count() * Sha256.BYTES];
        try (var decoder = new FrameDecoder()) {
            for (int i = 0; i < lengths.count(); i++) {
                int stored = lengths.storedLength(i);
                var frame = take(what, plain, stored);
                var chunk =
                        decoder.decode(what + ": chunk " + i, frame, 0, stored, lengths.length(i));
                Sha256.hash(chunk).copyTo(ids, i * Sha256.BYTES);
                visitor.visit(i, chunk);
            }
        }
        var trailer = readTrailer(what, pack, plain);
        if (trailer.kind() != pack.kind() || !trailer.chunks().lengths().equals(lengths)) {
            throw unlike(what);
        }
        for (int i = 0; i < lengths.count(); i++) {
            if (!trailer.chunks().id(i).equals(Sha256.of(ids, i * Sha256.BYTES))) {
                throw new CorruptDataException(
                        what + ": chunk " + i + " is not the one in the table of contents");
            }
        }
    }

    private static PackTrailer readTrailer(String what, SnapshotPack pack, AgeReader plain)
            throws IOException {
        long start = pack.lengths().storedSize();
        long length = pack.plainLength() - start;
        if (length > TRAILER_MAX) {
            throw new CorruptDataException("%s: tables of %d bytes".formatted(what, length));
        }
        var bytes = take(what, plain, (int) length);
        if (plain.read() >= 0) throw new CorruptDataException(what + ": is longer than it was");
        return PackTrailer.readFrom(what, new RandomAccessBytes() {
            @Override
            public long size() {
                return pack.plainLength();
            }

            @Override
            public void read(long position, byte[] target, int offset, int wanted)
                    throws IOException {
                if (position < start) {
                    throw new CorruptDataException(what + ": its tables overlap its chunks");
                }
                System.arraycopy(bytes, (int) (position - start), target, offset, wanted);
            }
        });
    }

    private static byte[] take(String what, InputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) throw new CorruptDataException(what + ": ends early");
        return bytes;
    }

    /// Which chunks of a damaged pack cannot be read any more, each tried by itself as a
    /// restore would.
    public BitSet unreadable(SnapshotPack pack) throws IOException {
        var lost = new BitSet(pack.lengths().count());
        try (var reader = new PackReader(store, identities)) {
            for (int i = 0; i < pack.lengths().count(); i++) {
                try {
                    reader.read(pack, i);
                } catch (CorruptDataException | BlobMissingException e) {
                    lost.set(i);
                }
            }
        }
        return lost;
    }
}
