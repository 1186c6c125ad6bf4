package dev.holdfast.export;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.archive.StreamReader;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.ByteSink;
import dev.holdfast.format.pxar.PxarEntry;

import java.io.IOException;
import java.util.zip.CRC32C;

/// Copies contents out of the payload log, each held against its check.
///
/// The log is read through the bounded cache of one [StreamReader], so that neighbouring
/// small files cost one read.
final class ContentCopier {

    private final ArchiveReader archive;
    private final StreamReader payload;
    private final CRC32C crc = new CRC32C();
    private final byte[] buffer = new byte[256 << 10];

    ContentCopier(ArchiveReader archive) {
        this.archive = archive;
        this.payload = StreamReader.payload(archive.snapshot());
    }

    void copy(PxarEntry.RegularFile file, ByteSink target) throws IOException {
        crc.reset();
        long at = file.contentAddress();
        if (file.size() > payload.size() - at && file.size() > 0) {
            throw new CorruptDataException("content at address %d: its %d bytes pass the log's end"
                    .formatted(file.address(), file.size()));
        }
        for (long left = file.size(); left > 0; ) {
            int length = (int) Math.min(left, buffer.length);
            payload.read(at, buffer, 0, length);
            crc.update(buffer, 0, length);
            target.write(buffer, 0, length);
            at += length;
            left -= length;
        }
        if ((int) crc.getValue() != archive.checks().get(file.address())) {
            throw new CorruptDataException(
                    "content at address %d: its %d bytes do not have the recorded CRC-32C"
                            .formatted(file.address(), file.size()));
        }
    }
}
