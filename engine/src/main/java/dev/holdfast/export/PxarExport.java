package dev.holdfast.export;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.ArchiveForm;
import dev.holdfast.format.pxar.ByteSink;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PayloadEncoder;
import dev.holdfast.format.pxar.PositionMap;
import dev.holdfast.format.pxar.PxarEncoder;
import dev.holdfast.format.pxar.PxarEntry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Writes a tree as pxar, in one file or two: full tables, payload without gaps in the
/// order of the entries, hard links by where their targets are in *this* archive.
///
/// Equal trees make equal bytes. Memory: 16 bytes a regular file.
public final class PxarExport implements EntrySink {

    private final PxarEncoder entries;
    private final @Nullable PayloadEncoder payload;
    private final @Nullable ByteString prelude;

    /// Where files are in this archive, by their keys.
    private final PositionMap positions = new PositionMap();

    private PxarExport(
            PxarEncoder entries, @Nullable PayloadEncoder payload, @Nullable ByteString prelude) {
        this.entries = entries;
        this.payload = payload;
        this.prelude = prelude;
    }

    /// One file, of version 1.
    public static PxarExport single(ByteSink target) {
        return new PxarExport(PxarEncoder.open(target, ArchiveForm.V1), null, null);
    }

    /// A split archive of version 2. `prelude` are free bytes about it, see
    /// docs/format/pxar.md, section "PRELUDE".
    public static PxarExport split(
            ByteSink metadata, ByteSink payload, @Nullable ByteString prelude) throws IOException {
        return new PxarExport(
                PxarEncoder.open(metadata, ArchiveForm.V2), PayloadEncoder.open(payload), prelude);
    }

    @Override
    public void root(Metadata metadata) throws IOException {
        entries.root(metadata, prelude);
    }

    @Override
    public void directory(ByteString name, Metadata metadata) throws IOException {
        entries.directory(name, metadata);
    }

    @Override
    public void endDirectory() throws IOException {
        entries.endDirectory();
    }

    @Override
    public void file(ByteString name, Metadata metadata, long key, long size, Content content)
            throws IOException {
        positions.add(key, write(name, metadata, size, content));
    }

    private long write(ByteString name, Metadata metadata, long size, Content content)
            throws IOException {
        if (payload == null) {
            long position = entries.file(name, metadata, size);
            content.writeTo(entries::content);
            return position;
        }
        long address = payload.begin(size);
        content.writeTo(payload::content);
        return entries.reference(name, metadata, address, size);
    }

    @Override
    public void hardlink(ByteString name, ByteString target, long targetKey) throws IOException {
        long position = positions.get(targetKey, -1);
        if (position < 0) throw new IllegalStateException(target + " was not written before");
        entries.hardlink(name, target, position);
    }

    @Override
    public void symlink(ByteString name, Metadata metadata, ByteString target) throws IOException {
        entries.symlink(name, metadata, target);
    }

    @Override
    public void device(ByteString name, Metadata metadata, PxarEntry.Device device)
            throws IOException {
        entries.device(name, metadata, device.major(), device.minor());
    }

    @Override
    public void fifo(ByteString name, Metadata metadata) throws IOException {
        entries.fifo(name, metadata);
    }

    @Override
    public void socket(ByteString name, Metadata metadata) throws IOException {
        entries.socket(name, metadata);
    }

    @Override
    public void finish() throws IOException {
        entries.finish();
        if (payload != null) payload.finish();
    }
}
