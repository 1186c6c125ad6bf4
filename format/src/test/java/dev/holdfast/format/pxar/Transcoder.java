package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Writes one archive again in another form, with nothing but the doors of this room: what
/// an exporter does. Payload goes from address 16 on, without gaps.
final class Transcoder {

    private final ArchiveBytes archive;
    private final PxarDecoder source;
    private final PxarEncoder target;
    private final @Nullable PayloadEncoder payload;
    private final PositionMap moved = new PositionMap();

    private Transcoder(ArchiveBytes archive, PxarEncoder target, @Nullable PayloadEncoder payload)
            throws IOException {
        this.archive = archive;
        this.source = archive.decoder();
        this.target = target;
        this.payload = payload;
    }

    static ArchiveBytes write(ArchiveBytes source, ArchiveForm form) throws IOException {
        var metadata = new ByteWriter();
        var bytes = new ByteWriter();
        var encoder = PxarEncoder.open(metadata::bytes, form);
        var payload = form == ArchiveForm.V1 ? null : PayloadEncoder.open(bytes::bytes);
        new Transcoder(source, encoder, payload).run();
        encoder.finish();
        if (payload == null) return ArchiveBytes.v1(metadata.toByteArray());
        payload.finish();
        var split = ArchiveBytes.split(metadata.toByteArray(), bytes.toByteArray());
        return new ArchiveBytes(split.metadata(), split.payload(), form == ArchiveForm.STORED);
    }

    /// Writes the metadata of a split archive again, with the payload addresses it has.
    static ArchiveBytes copyReferences(ArchiveBytes source) throws IOException {
        var metadata = new ByteWriter();
        var encoder = PxarEncoder.open(metadata::bytes, ArchiveForm.V2);
        new Transcoder(source, encoder, null).run();
        encoder.finish();
        return new ArchiveBytes(ByteString.of(metadata.toByteArray()), null, false);
    }

    private void run() throws IOException {
        for (PxarEvent event; (event = source.next()) != null; ) {
            switch (event) {
                case PxarEvent.Enter(var directory)
                when target.depth() == 0 -> {
                    boolean v1 = target.form() == ArchiveForm.V1;
                    target.root(directory.metadata(), v1 ? null : source.prelude());
                }
                case PxarEvent.Enter(var directory) ->
                    target.directory(directory.name(), directory.metadata());
                case PxarEvent.Item(var entry) -> item(entry);
                case PxarEvent.Leave _ -> {
                    if (target.depth() > 1) target.endDirectory();
                }
            }
        }
    }

    private void item(PxarEntry entry) throws IOException {
        switch (entry) {
            case PxarEntry.Directory directory -> throw new AssertionError(directory);
            case PxarEntry.RegularFile file -> moved.add(file.position(), file(file));
            case PxarEntry.Symlink link ->
                target.symlink(link.name(), link.metadata(), link.target());
            case PxarEntry.Device device ->
                target.device(device.name(), device.metadata(), device.major(), device.minor());
            case PxarEntry.Fifo fifo -> target.fifo(fifo.name(), fifo.metadata());
            case PxarEntry.Socket socket -> target.socket(socket.name(), socket.metadata());
            case PxarEntry.Hardlink link ->
                target.hardlink(link.name(), link.target(), moved.get(link.targetPosition(), -1));
        }
    }

    private long file(PxarEntry.RegularFile file) throws IOException {
        ByteString name = file.name();
        if (payload == null && target.form() != ArchiveForm.V1) {
            return target.reference(name, file.metadata(), file.address(), file.size());
        }
        var content =
                archive.givesContents() ? source.content().readAllBytes() : archive.content(file);
        if (payload == null) {
            long position = target.file(name, file.metadata(), content.length);
            target.content(content, 0, content.length);
            return position;
        }
        long address = payload.begin(content.length);
        payload.content(content, 0, content.length);
        return target.reference(name, file.metadata(), address, content.length);
    }
}
