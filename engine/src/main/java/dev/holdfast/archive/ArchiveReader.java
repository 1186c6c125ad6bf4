package dev.holdfast.archive;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.PxarAccessor;
import dev.holdfast.format.pxar.PxarDecoder;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.repository.OpenSnapshot;

import java.io.IOException;
import java.io.InputStream;

/// Reads the archive of a snapshot: entries in order or by path, contents by entry.
public final class ArchiveReader {

    private final OpenSnapshot snapshot;
    private final StreamReader metadata;
    private final Checks checks;

    private ArchiveReader(OpenSnapshot snapshot, StreamReader metadata, Checks checks) {
        this.snapshot = snapshot;
        this.metadata = metadata;
        this.checks = checks;
    }

    public static ArchiveReader open(OpenSnapshot snapshot) throws IOException {
        var checks = Checks.open(StreamReader.checks(snapshot));
        return new ArchiveReader(snapshot, StreamReader.metadata(snapshot), checks);
    }

    public OpenSnapshot snapshot() {
        return snapshot;
    }

    /// The metadata stream, for who seeks in it.
    public StreamReader metadata() {
        return metadata;
    }

    /// Fills a copy of the metadata stream for who will read all of it: from front to back, with
    /// one request for each pack, and its digest shows whether it is what was signed.
    public void copyMetadata(StreamCopy copy) throws IOException {
        var facts = snapshot.facts();
        metadata.expectAll();
        var found = copy.fetchAll();
        if (found.equals(facts.metadata().sha256())) return;
        throw new CorruptDataException(
                "snapshot %s: its metadata stream has the SHA-256 %s, its database says %s"
                        .formatted(
                                facts.id().shortText(), found, facts.metadata().sha256()));
    }

    public Checks checks() {
        return checks;
    }

    /// All entries, front to back.
    public PxarDecoder entries() throws IOException {
        return PxarDecoder.openStored(metadata.from(0));
    }

    /// Entries by path, or a directory at a time.
    public PxarAccessor tree() throws IOException {
        return PxarAccessor.openStored(metadata);
    }

    /// The content of a file, checked: a read that ends without an exception at the end has
    /// given the bytes that were backed up.
    public InputStream content(PxarEntry.RegularFile file) {
        return new ContentStream(snapshot, checks, file.address(), file.size());
    }
}
