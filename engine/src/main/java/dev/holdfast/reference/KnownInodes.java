package dev.holdfast.reference;

import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Finds the hint of a regular file by device and inode, wherever the file was.
///
/// A table of 8 to 16 bytes an entry in memory; what it points to stays in the file.
public final class KnownInodes implements Closeable {

    private final FileChannel file;
    private final int[] slots;
    private final byte[] row = new byte[Hint.BYTES];

    private KnownInodes(FileChannel file, int[] slots) {
        this.file = file;
        this.slots = slots;
    }

    static KnownInodes open(Path path, long bytes) throws IOException {
        long count = bytes / Hint.BYTES;
        if (count > 1 << 28) throw new CorruptDataException("hints: " + count + " are too many");
        var slots = new int[Math.max(16, Integer.highestOneBit((int) count) * 4)];
        try (var hints = HintReader.open(path)) {
            for (int i = 0; i < count; i++) {
                var hint = hints.next();
                if (hint.address() <= 0) continue;
                int slot = home(hint.device(), hint.inode(), slots.length);
                while (slots[slot] != 0) slot = (slot + 1) & (slots.length - 1);
                slots[slot] = i + 1;
            }
        }
        return new KnownInodes(FileChannel.open(path, StandardOpenOption.READ), slots);
    }

    /// The hint of the regular file with that inode, null if there was none.
    public @Nullable Hint find(long device, long inode) throws IOException {
        int slot = home(device, inode, slots.length);
        for (; slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
            var hint = read(slots[slot] - 1);
            if (hint.device() == device && hint.inode() == inode) return hint;
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private Hint read(int number) throws IOException {
        var into = ByteBuffer.wrap(row);
        for (long at = (long) number * Hint.BYTES; into.hasRemaining(); ) {
            int read = file.read(into, at + into.position());
            if (read < 0) throw new CorruptDataException("hints: the file was cut short");
        }
        return Hint.read(row, 0);
    }

    private static int home(long device, long inode, int size) {
        long hash = (inode * 0x9e3779b97f4a7c15L) ^ (device * 0xc2b2ae3d27d4eb4fL);
        return (int) (hash >>> 32) & (size - 1);
    }
}
