package dev.holdfast.format.pxar;

import org.jspecify.annotations.Nullable;

/// What kind of thing a file is: the type bits of its mode, as in Linux's `st_mode`.
public enum FileType {
    SOCKET(0140000),
    SYMLINK(0120000),
    REGULAR(0100000),
    BLOCK_DEVICE(0060000),
    DIRECTORY(0040000),
    CHARACTER_DEVICE(0020000),
    FIFO(0010000);

    private static final int TYPE_BITS = 0170000;

    private final int bits;

    FileType(int bits) {
        this.bits = bits;
    }

    /// The type bits, to be joined with permission bits.
    public int bits() {
        return bits;
    }

    public boolean isDevice() {
        return this == BLOCK_DEVICE || this == CHARACTER_DEVICE;
    }

    /// Null if the type bits of `mode` mean nothing, or if it has bits above them.
    public static @Nullable FileType ofMode(long mode) {
        if (mode < 0 || mode > 0177777) return null;
        return switch ((int) mode & TYPE_BITS) {
            case 0140000 -> SOCKET;
            case 0120000 -> SYMLINK;
            case 0100000 -> REGULAR;
            case 0060000 -> BLOCK_DEVICE;
            case 0040000 -> DIRECTORY;
            case 0020000 -> CHARACTER_DEVICE;
            case 0010000 -> FIFO;
            default -> null;
        };
    }
}
