package dev.holdfast.format.pack;

import org.jspecify.annotations.Nullable;

/// What a pack holds, and so which of the repository's two keys opens it. Chunks are never
/// shared across kinds, even if their bytes are equal.
public enum PackKind {
    /// Chunks of metadata and checks streams.
    METADATA(1),
    /// Chunks of payload streams.
    PAYLOAD(2);

    private final int code;

    PackKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static @Nullable PackKind findCode(long code) {
        for (var kind : values()) {
            if (kind.code == code) return kind;
        }
        return null;
    }
}
