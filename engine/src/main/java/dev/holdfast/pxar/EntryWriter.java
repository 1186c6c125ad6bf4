package dev.holdfast.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.ArchiveForm;
import dev.holdfast.format.pxar.ByteSink;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PayloadEncoder;
import dev.holdfast.format.pxar.PxarEncoder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// An encoder that does not ask where contents go: behind their entry, or into the second
/// file of a split archive.
final class EntryWriter {

    final PxarEncoder entries;
    private final @Nullable PayloadEncoder payload;

    private EntryWriter(PxarEncoder entries, @Nullable PayloadEncoder payload) {
        this.entries = entries;
        this.payload = payload;
    }

    static EntryWriter open(ByteSink archive, @Nullable ByteSink payload) throws IOException {
        return payload == null
                ? new EntryWriter(PxarEncoder.open(archive, ArchiveForm.V1), null)
                : new EntryWriter(
                        PxarEncoder.open(archive, ArchiveForm.V2), PayloadEncoder.open(payload));
    }

    /// Begins a file; exactly `size` bytes of content have to follow.
    long file(ByteString name, Metadata metadata, long size) throws IOException {
        if (payload == null) return entries.file(name, metadata, size);
        return entries.reference(name, metadata, payload.begin(size), size);
    }

    void content(byte[] bytes, int offset, int length) throws IOException {
        if (payload == null) entries.content(bytes, offset, length);
        else payload.content(bytes, offset, length);
    }

    void finish() throws IOException {
        entries.finish();
        if (payload != null) payload.finish();
    }
}
