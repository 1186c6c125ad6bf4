package dev.holdfast.format.pack;

import org.jspecify.annotations.Nullable;

/// The three streams of an archive whose chunks lie in packs.
public enum ArchiveStream {
    /// Every entry, in archive order.
    METADATA('m', PackKind.METADATA),
    /// The contents of files.
    PAYLOAD('p', PackKind.PAYLOAD),
    /// A checksum for every content.
    CHECKS('c', PackKind.METADATA);

    private final char code;
    private final PackKind kind;

    ArchiveStream(char code, PackKind kind) {
        this.code = code;
        this.kind = kind;
    }

    /// The letter that stands for it in a snapshot database.
    public char code() {
        return code;
    }

    /// The kind of pack its chunks go to.
    public PackKind kind() {
        return kind;
    }

    public static @Nullable ArchiveStream findCode(String code) {
        for (var stream : values()) {
            if (code.length() == 1 && code.charAt(0) == stream.code) return stream;
        }
        return null;
    }
}
