package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteWriter;

import java.io.IOException;

/// Writes the payload file of a split archive: a start marker, each content behind its
/// header, without gaps, in the order of the entries, and a tail marker.
public final class PayloadEncoder {

    private final ByteSink sink;
    private final ByteWriter header = new ByteWriter(ItemHeader.BYTES);
    private long position;
    private long contentLeft;
    private boolean finished;

    private PayloadEncoder(ByteSink sink) {
        this.sink = sink;
    }

    public static PayloadEncoder open(ByteSink sink) throws IOException {
        var encoder = new PayloadEncoder(sink);
        encoder.write(new ItemHeader(ItemType.PAYLOAD_START_MARKER, 0));
        return encoder;
    }

    /// Begins a content of `size` bytes and returns its address. Exactly so many have to
    /// follow.
    public long begin(long size) throws IOException {
        checkComplete();
        long address = position;
        write(new ItemHeader(ItemType.PAYLOAD, size));
        contentLeft = size;
        return address;
    }

    public void content(byte[] bytes, int offset, int length) throws IOException {
        if (length > contentLeft) throw new IllegalStateException("content beyond its size");
        sink.write(bytes, offset, length);
        position += length;
        contentLeft -= length;
    }

    public void finish() throws IOException {
        checkComplete();
        write(new ItemHeader(ItemType.PAYLOAD_TAIL_MARKER, 0));
        finished = true;
    }

    /// Bytes written so far.
    public long position() {
        return position;
    }

    private void write(ItemHeader item) throws IOException {
        header.clear();
        item.writeTo(header);
        sink.write(header.buffer(), 0, header.size());
        position += header.size();
    }

    private void checkComplete() {
        if (finished) throw new IllegalStateException("the payload file is finished");
        if (contentLeft != 0) {
            throw new IllegalStateException("content lacks " + contentLeft + " bytes");
        }
    }
}
