package dev.holdfast.archive;

import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.ArchiveForm;
import dev.holdfast.format.pxar.PxarEncoder;
import dev.holdfast.repository.ChunkSink;

import java.io.IOException;

/// Writes one archive: entries into the metadata stream, contents into the payload log.
///
/// The caller pushes entries through [#entries] in archive order and contents through
/// [#payload] before the entries that refer to them; after each entry it calls [#drain].
public final class ArchiveWriter {

    private final StreamWriter metadata;
    private final StreamWriter checks;
    private final ChecksWriter checksWriter;
    private final PayloadLog payload;
    private final PxarEncoder entries;

    private ArchiveWriter(ChunkSink sink, ArchiveSizes sizes, long logStart) {
        metadata = new StreamWriter(sink, ArchiveStream.METADATA, sizes.metadata());
        checks = new StreamWriter(sink, ArchiveStream.CHECKS, sizes.metadata());
        checksWriter = new ChecksWriter(checks);
        payload = new PayloadLog(sink, sizes.payload(), checksWriter, logStart);
        entries = PxarEncoder.open(metadata::write, ArchiveForm.STORED);
    }

    /// Starts an archive whose payload log is fresh.
    public static ArchiveWriter open(ChunkSink sink, ArchiveSizes sizes) {
        return new ArchiveWriter(sink, sizes, PayloadLog.FIRST_ADDRESS);
    }

    public PxarEncoder entries() {
        return entries;
    }

    public PayloadLog payload() {
        return payload;
    }

    /// Lets finished chunks of metadata go.
    public void drain() throws IOException, InterruptedException {
        metadata.drain();
        checks.drain();
    }

    /// Closes the root directory and all streams.
    public WrittenArchive finish() throws IOException, InterruptedException {
        entries.finish();
        payload.finish();
        return new WrittenArchive(metadata.finish(), checks.finish(), payload.end());
    }
}
