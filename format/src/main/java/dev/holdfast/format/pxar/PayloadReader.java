package dev.holdfast.format.pxar;

import static dev.holdfast.format.pxar.ItemInput.corrupt;

import dev.holdfast.format.CorruptDataException;

import java.io.IOException;
import java.io.InputStream;

/// Reads the payload file of a split archive front to back, from one referenced content to
/// the next. What lies between them is padding.
final class PayloadReader {

    private static final int BUFFER = 16_384;

    private final ItemInput in;

    private PayloadReader(ItemInput in) {
        this.in = in;
    }

    static PayloadReader open(InputStream payload) throws IOException {
        var in = new ItemInput(ByteFeed.of(payload), 0, BUFFER);
        checkStart(in);
        in.takeHeader();
        return new PayloadReader(in);
    }

    static void checkStart(ItemInput in) throws IOException {
        try {
            if (in.peek().type() == ItemType.PAYLOAD_START_MARKER) return;
        } catch (CorruptDataException e) {
            throw new CorruptDataException("pxar payload: has no start marker", e);
        }
        throw new CorruptDataException("pxar payload: has no start marker");
    }

    /// Goes to the content that `file` refers to; it can be read from here on.
    void seek(PxarEntry.RegularFile file) throws IOException {
        long position = in.position();
        if (file.address() < position) {
            throw corrupt(
                    file.position(),
                    "the content is at payload address %d, before %d"
                            .formatted(file.address(), position));
        }
        in.skip(file.address() - position);
        checkHeader(file, in);
        in.takeHeader();
    }

    /// Holds the header that is next in `in` against the file it belongs to.
    static void checkHeader(PxarEntry.RegularFile file, ItemInput in) throws IOException {
        ItemHeader header;
        try {
            header = in.peek();
        } catch (CorruptDataException e) {
            throw new CorruptDataException(
                    "pxar payload: no content starts at %d, where %s has its"
                            .formatted(file.address(), file.name()),
                    e);
        }
        if (header.type() != ItemType.PAYLOAD || header.contentSize() != file.size()) {
            throw new CorruptDataException(
                    "pxar payload: at %d is an item %s of %d bytes, %s has %d"
                            .formatted(
                                    file.address(),
                                    header.type(),
                                    header.contentSize(),
                                    file.name(),
                                    file.size()));
        }
    }

    int read(byte[] target, int offset, int length) throws IOException {
        return in.read(target, offset, length);
    }

    void skip(long count) throws IOException {
        in.skip(count);
    }

    /// Passes over the rest, which has to end with a tail marker.
    void finish() throws IOException {
        var window = new byte[BUFFER];
        int kept = 0;
        for (int count; (count = in.read(window, kept, BUFFER - kept)) >= 0; ) {
            int total = kept + count;
            kept = Math.min(total, ItemHeader.BYTES);
            System.arraycopy(window, total - kept, window, 0, kept);
        }
        checkTail(window, kept);
    }

    static void checkTail(byte[] tail, int length) throws CorruptDataException {
        if (length == ItemHeader.BYTES) {
            try {
                var header = ItemHeader.readFrom(tail, 0, 0);
                if (header.type() == ItemType.PAYLOAD_TAIL_MARKER) return;
            } catch (CorruptDataException e) {
                throw new CorruptDataException("pxar payload: has no tail marker", e);
            }
        }
        throw new CorruptDataException("pxar payload: has no tail marker");
    }
}
