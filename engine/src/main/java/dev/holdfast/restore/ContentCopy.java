package dev.holdfast.restore;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.store.BlobMissingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.zip.CRC32C;

/// Copies contents from chunks to files and holds them against their checks.
final class ContentCopy {

    private final ArchiveReader archive;
    private final OpenSnapshot snapshot;
    private final RestoreOutcome outcome;
    private final RestoreProgress progress;

    ContentCopy(ArchiveReader archive, RestoreOutcome outcome, RestoreProgress progress) {
        this.archive = archive;
        this.snapshot = archive.snapshot();
        this.outcome = outcome;
        this.progress = progress;
    }

    /// Copies the bytes from offset `from` up to `to` of the content of `size` bytes at
    /// `address`, and returns their CRC-32C.
    int copy(long address, long size, long from, long to, ChunkSupply supply, TargetFile file)
            throws IOException, InterruptedException {
        var crc = new CRC32C();
        long start = address + PayloadHeader.BYTES;
        long end = start + to;
        for (long at = start + from; at < end; ) {
            var chunk = snapshot.get(ArchiveStream.PAYLOAD, at);
            var bytes = supply.get(chunk, end);
            // A small content has its header in front of it, in the same chunk.
            if (at == start && chunk.address() <= address) {
                PayloadHeader.check(bytes, (int) (address - chunk.address()), address, size);
            }
            int offset = (int) (at - chunk.address());
            int length = (int) Math.min(bytes.length - offset, end - at);
            crc.update(bytes, offset, length);
            file.write(at - start, bytes, offset, length);
            progress.wrote(length);
            at += length;
        }
        return (int) crc.getValue();
    }

    /// Completes a file whose content has this CRC-32C.
    ///
    /// @throws CorruptDataException if another one was recorded
    void finish(TargetFile file, long address, long size, int crc) throws IOException {
        var expected = findCheck(address, file);
        if (expected != null && crc != expected) {
            throw new CorruptDataException(
                    "its %d bytes do not have the recorded CRC-32C".formatted(size));
        }
        file.finish(size);
    }

    /// Null, with a notice, if the check itself cannot be had: chunks are sealed, so the
    /// content is most likely right, and better than none.
    private @Nullable Integer findCheck(long address, TargetFile file) throws IOException {
        try {
            return archive.checks().get(address);
        } catch (CorruptDataException | BlobMissingException e) {
            outcome.checkSnapshot(snapshot, e);
            outcome.tell(
                    file.path(),
                    RestoreNotice.Kind.CONTENT,
                    "restored, but its check is damaged: " + e.getMessage());
            return null;
        }
    }
}
