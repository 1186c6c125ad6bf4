package dev.holdfast.reference;

import dev.holdfast.catalog.StreamFacts;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Sha256;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The reference of a lineage, open. Every file in it had the recorded SHA-256 when it was
/// opened: a bit that rots on this host must not travel into a snapshot.
public final class Reference implements Closeable {

    static final String FACTS = "facts";
    static final String METADATA = "metadata";
    static final String CHECKS = "checks";
    static final String HINTS = "hints";
    static final String PLACES = "places";

    private static final int BUFFER = 64 << 10;

    private final Path directory;
    private final ReferenceFacts facts;
    private final FileChannel checks;

    private Reference(Path directory, ReferenceFacts facts, FileChannel checks) {
        this.directory = directory;
        this.facts = facts;
        this.checks = checks;
    }

    static Reference open(Path directory, ReferenceFacts facts) throws IOException {
        requireWhole(directory.resolve(METADATA), facts.metadata());
        requireWhole(directory.resolve(CHECKS), facts.checks());
        requireWhole(directory.resolve(HINTS), facts.hints());
        requireWhole(directory.resolve(PLACES), facts.places());
        var checks = FileChannel.open(directory.resolve(CHECKS), StandardOpenOption.READ);
        return new Reference(directory, facts, checks);
    }

    public ReferenceFacts facts() {
        return facts;
    }

    /// The metadata stream, from its beginning.
    public InputStream metadata() throws IOException {
        return Files.newInputStream(directory.resolve(METADATA));
    }

    /// Whether this host knows more of the entries than their archive says.
    public boolean hasHints() {
        return facts.hints().length() > 0;
    }

    /// The hints, from the first on; there are some.
    public HintReader hints() throws IOException {
        return HintReader.open(directory.resolve(HINTS));
    }

    /// The hints by inode; there are some.
    public KnownInodes inodes() throws IOException {
        return KnownInodes.open(directory.resolve(HINTS), facts.hints().length());
    }

    public PayloadPlaces places() throws IOException {
        var file = directory.resolve(PLACES);
        try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            return PayloadPlaces.read(printable(file), in);
        }
    }

    /// The checks stream, until this is closed. For one thread.
    public RandomAccessBytes checks() {
        return new Blocks(checks, facts.checks().length());
    }

    @Override
    public void close() throws IOException {
        checks.close();
    }

    private static void requireWhole(Path file, StreamFacts recorded) throws IOException {
        var digest = Sha256.digest();
        var buffer = new byte[BUFFER];
        long length = 0;
        try (var in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                length += read;
            }
        } catch (NoSuchFileException e) {
            throw new CorruptDataException(printable(file) + ": is missing", e);
        }
        if (length != recorded.length() || !Sha256.of(digest.digest()).equals(recorded.sha256())) {
            throw new CorruptDataException(printable(file) + ": is not as it was written");
        }
    }

    static String printable(Path file) {
        return Printable.of(file.toString());
    }

    /// A file that is mostly read at ascending positions.
    private static final class Blocks implements RandomAccessBytes {

        private final FileChannel file;
        private final long size;
        private final byte[] block = new byte[BUFFER];
        private long blockAt = -1;
        private int blockLength;

        Blocks(FileChannel file, long size) {
            this.file = file;
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void read(long position, byte[] target, int offset, int length) throws IOException {
            if (position < 0 || length > size - position) {
                throw new IllegalArgumentException(
                        length + " bytes at " + position + " of " + size);
            }
            for (int done = 0; done < length; ) {
                long at = position + done;
                if (blockAt < 0 || at < blockAt || at >= blockAt + blockLength) load(at);
                int from = (int) (at - blockAt);
                int copied = Math.min(length - done, blockLength - from);
                System.arraycopy(block, from, target, offset + done, copied);
                done += copied;
            }
        }

        private void load(long at) throws IOException {
            blockAt = at / BUFFER * BUFFER;
            var into = ByteBuffer.wrap(block, 0, (int) Math.min(BUFFER, size - blockAt));
            while (into.hasRemaining()) {
                if (file.read(into, blockAt + into.position()) < 0) {
                    throw new CorruptDataException("checks: the file was cut short");
                }
            }
            blockLength = into.position();
        }
    }
}
