package dev.holdfast.archive;

import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.ArchiveForm;
import dev.holdfast.format.pxar.ByteSink;
import dev.holdfast.format.pxar.PxarEncoder;
import dev.holdfast.repository.ChunkSink;

import org.jspecify.annotations.Nullable;

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

    /// Who gets the two small streams as they are written.
    public record Copies(ByteSink metadata, ByteSink checks) {

        public static final Copies NONE = new Copies((_, _, _) -> {}, (_, _, _) -> {});
    }

    private ArchiveWriter(
            ChunkSink sink,
            ArchiveSizes sizes,
            Copies copies,
            long logStart,
            @Nullable Checks before) {
        metadata =
                new StreamWriter(sink, ArchiveStream.METADATA, sizes.metadata(), copies.metadata());
        checks = new StreamWriter(sink, ArchiveStream.CHECKS, sizes.metadata(), copies.checks());
        checksWriter = new ChecksWriter(checks, before);
        payload = new PayloadLog(sink, sizes.payload(), checksWriter, logStart);
        entries = PxarEncoder.open(metadata::write, ArchiveForm.STORED);
    }

    /// Starts an archive whose payload log is fresh.
    public static ArchiveWriter open(ChunkSink sink, ArchiveSizes sizes, Copies copies) {
        return new ArchiveWriter(sink, sizes, copies, PayloadLog.FIRST_ADDRESS, null);
    }

    /// Starts an archive that goes on with the payload log of another: what that has below
    /// `logEnd` may be referred to after [#keep]. `checks` is its checks stream.
    public static ArchiveWriter openAfter(
            ChunkSink sink,
            ArchiveSizes sizes,
            Copies copies,
            long logEnd,
            RandomAccessBytes checks)
            throws IOException {
        return new ArchiveWriter(sink, sizes, copies, logEnd, Checks.open(checks));
    }

    /// Takes over the content at `address` of the log that this one goes on with; false if
    /// none begins there. An entry may refer to it then.
    public boolean keep(long address) throws IOException {
        return checksWriter.keep(address);
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
        checksWriter.finish();
        return new WrittenArchive(metadata.finish(), checks.finish(), payload.end());
    }
}
