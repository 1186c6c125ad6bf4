package dev.holdfast.archive;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.repository.ChunkRef;
import dev.holdfast.repository.OpenSnapshot;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/// One content, front to back, a chunk at a time; at its end held against its check.
final class ContentStream extends InputStream {

    private final OpenSnapshot snapshot;
    private final Checks checks;
    private final long address;
    private final long size;
    private final CRC32C crc = new CRC32C();
    private long position;
    private @Nullable ChunkRef chunk;
    private byte[] bytes = {};
    private boolean checked;

    ContentStream(OpenSnapshot snapshot, Checks checks, long address, long size) {
        this.snapshot = snapshot;
        this.checks = checks;
        this.address = address;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (position == size) {
            check();
            return -1;
        }
        long at = address + PayloadHeader.BYTES + position;
        var current = chunk;
        if (current == null || at >= current.end()) current = load(at);
        int from = (int) (at - current.address());
        int taken = (int) Math.min(length, Math.min(size - position, bytes.length - from));
        System.arraycopy(bytes, from, target, offset, taken);
        crc.update(target, offset, taken);
        position += taken;
        if (position == size) check();
        return taken;
    }

    private ChunkRef load(long at) throws IOException {
        var found = snapshot.get(ArchiveStream.PAYLOAD, at);
        bytes = snapshot.read(found);
        chunk = found;
        // A small content has its header in front of it, in the same chunk.
        if (position == 0 && found.address() <= address) {
            PayloadHeader.check(bytes, (int) (address - found.address()), address, size);
        }
        return found;
    }

    private void check() throws IOException {
        if (checked) return;
        if ((int) crc.getValue() != checks.get(address)) {
            throw new CorruptDataException(
                    "content at address %d: its %d bytes do not have the recorded CRC-32C"
                            .formatted(address, size));
        }
        checked = true;
    }
}
