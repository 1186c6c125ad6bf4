package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;

/// One extended attribute: a name of 1 to 255 bytes and a value of up to 64 KiB.
public record Xattr(ByteString name, ByteString value) {

    public static final int NAME_LENGTH_MAX = 255;
    public static final int VALUE_LENGTH_MAX = 65_536;

    public Xattr {
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX || name.indexOf(0, 0) >= 0) {
            throw new IllegalArgumentException("no extended attribute is named " + name);
        }
        if (value.length() > VALUE_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "extended attribute %s of %d bytes".formatted(name, value.length()));
        }
    }

    /// A name that occurs twice in `xattrs`, null if none does.
    static @Nullable ByteString findDuplicate(List<Xattr> xattrs) {
        if (xattrs.size() < 2) return null;
        var names = new HashSet<ByteString>();
        for (var xattr : xattrs) {
            if (!names.add(xattr.name())) return xattr.name();
        }
        return null;
    }
}
