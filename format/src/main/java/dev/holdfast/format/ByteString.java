package dev.holdfast.format;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that never change: a file name, a link target, the value of an attribute.
///
/// File names are bytes, not text. The order is unsigned and bytewise, a prefix first: the
/// order of entries in a directory of an archive. [#toString] is for people: whatever a
/// terminal could act on comes out escaped (invariant I8).
public final class ByteString implements Comparable<ByteString> {

    public static final ByteString EMPTY = new ByteString(new byte[0]);

    private final byte[] bytes;

    private ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    public static ByteString of(byte[] bytes) {
        return new ByteString(bytes.clone());
    }

    public static ByteString of(byte[] bytes, int offset, int length) {
        return new ByteString(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /// Takes over `bytes`; the caller must not touch them again.
    public static ByteString ofOwned(byte[] bytes) {
        return new ByteString(bytes);
    }

    public static ByteString utf8(String text) {
        return new ByteString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The bytes that [#latin1] made `text` of.
    public static ByteString ofLatin1(String text) {
        return new ByteString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    public byte byteAt(int position) {
        return bytes[position];
    }

    /// Where `value` first occurs at or after `from`, -1 if nowhere.
    public int indexOf(int value, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == (byte) value) return i;
        }
        return -1;
    }

    /// The position of the last `value`, -1 if there is none.
    public int lastIndexOf(int value) {
        int last = -1;
        for (int at = indexOf(value, 0); at >= 0; at = indexOf(value, at + 1)) last = at;
        return last;
    }

    public boolean startsWith(ByteString prefix) {
        return bytes.length >= prefix.bytes.length
                && Arrays.equals(
                        bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
    }

    public ByteString substring(int from, int to) {
        return of(bytes, from, to - from);
    }

    public ByteString concat(ByteString other) {
        var joined = Arrays.copyOf(bytes, bytes.length + other.bytes.length);
        System.arraycopy(other.bytes, 0, joined, bytes.length, other.bytes.length);
        return new ByteString(joined);
    }

    /// `this`, a slash, and `name`; only `name` if this is empty.
    public ByteString child(ByteString name) {
        if (isEmpty()) return name;
        boolean slash = bytes[bytes.length - 1] == '/';
        var joined = Arrays.copyOf(bytes, bytes.length + (slash ? 0 : 1) + name.bytes.length);
        if (!slash) joined[bytes.length] = '/';
        System.arraycopy(
                name.bytes, 0, joined, joined.length - name.bytes.length, name.bytes.length);
        return new ByteString(joined);
    }

    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    /// One character per byte: lossless, and what JSON output of names uses when a name is
    /// not UTF-8.
    public String latin1() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// The text, or null if the bytes are not valid UTF-8.
    public @Nullable String findUtf8() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    @Override
    public int compareTo(ByteString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// The bytes as text that is safe on a terminal: what is not printable UTF-8 is escaped
    /// as `\n`, `\x1b` or `\u202e`, and a backslash is doubled.
    @Override
    public String toString() {
        var text = findUtf8();
        return Printable.of(text != null ? text : latin1(), text == null);
    }
}
