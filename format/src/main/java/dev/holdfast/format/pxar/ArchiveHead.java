package dev.holdfast.format.pxar;

import static dev.holdfast.format.pxar.ItemInput.corrupt;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// What stands before the root's entry: nothing in version 1; the version, and perhaps a
/// prelude, in version 2.
record ArchiveHead(ArchiveForm form, @Nullable ByteString prelude) {

    /// Reads the head of a foreign archive, or with `stored` that of a stored one.
    static ArchiveHead read(ItemInput in, boolean stored) throws IOException {
        if (in.isAtEnd()) throw new CorruptDataException("pxar archive: is empty");
        long version = 1;
        if (in.peek().type() == ItemType.FORMAT_VERSION) {
            in.takeWhole();
            version = in.u64();
        }
        var form = form(version, stored);
        ByteString prelude = null;
        if (form != ArchiveForm.V1 && in.peek().type() == ItemType.PRELUDE) {
            prelude = in.bytes(in.takeWhole());
        }
        return new ArchiveHead(form, prelude);
    }

    private static ArchiveForm form(long version, boolean stored) throws IOException {
        if (version == 2) return stored ? ArchiveForm.STORED : ArchiveForm.V2;
        if (version == 1 && !stored) return ArchiveForm.V1;
        if (version == 0 || version == 1) {
            throw corrupt(0, "is version %d, which is not possible here".formatted(version));
        }
        throw new FormatTooNewException("pxar archive: version %s was made by a newer program"
                .formatted(Long.toUnsignedString(version)));
    }
}
