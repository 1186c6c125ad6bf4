package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Collection;

/// Whole age files in memory: a snapshot's database, a wrapped key.
public final class AgeFile {

    private AgeFile() {}

    public static byte[] encrypt(
            byte[] plain, Collection<? extends FileKeyWrapper> to, SecureRandom random) {
        try (var writer = AgeWriter.open(to, random)) {
            var header = writer.header();
            long size = AgeWriter.sizeOf(header.length, plain.length);
            var out = new ByteArrayOutputStream(Math.toIntExact(size));
            out.write(header);
            writer.update(plain, 0, plain.length, out);
            writer.finish(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes every write", e);
        }
    }

    /// All of the plaintext, verified to its end. `what` names the file in messages.
    public static byte[] decrypt(
            String what, byte[] stored, Collection<? extends FileKeyUnwrapper> keys)
            throws IOException {
        var header = AgeHeader.parse(what, stored);
        var layout = SealedLayout.of(header, stored.length);
        if (layout.plainSize() > Integer.MAX_VALUE - 8) {
            throw new CorruptDataException(what + ": too large to be opened in memory");
        }
        try (var key = header.unwrap(keys)) {
            var plain = new byte[(int) layout.plainSize()];
            int length = (int) (layout.storedSize() - layout.headerSize());
            new SealedRange(0, plain.length, layout.headerSize(), length, true)
                    .open(key, stored, layout.headerSize(), plain, 0);
            return plain;
        }
    }
}
