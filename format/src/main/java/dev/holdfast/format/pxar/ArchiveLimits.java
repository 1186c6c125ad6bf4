package dev.holdfast.format.pxar;

/// How large the parts of an archive may be: writers stop here, readers refuse beyond.
///
/// Specified in docs/format/pxar.md, section "Limits". They bound what a reader allocates
/// for an archive that somebody made to hurt it.
public final class ArchiveLimits {

    /// Bytes of a file name.
    public static final int NAME_LENGTH_MAX = 4_096;

    /// Bytes of a symbolic link's target, and of the path that a hard link names.
    public static final int TARGET_LENGTH_MAX = 4_096;

    /// Bytes of a file's capabilities.
    public static final int CAPABILITIES_LENGTH_MAX = 255 + 65_536;

    /// Bytes of all attribute items of one entry, their headers included.
    public static final int ATTRIBUTES_SIZE_MAX = 1 << 20;

    /// Bytes of the prelude.
    public static final int PRELUDE_LENGTH_MAX = 1 << 20;

    /// Directories above an entry, the root included.
    public static final int DEPTH_MAX = 4_096;

    /// Children up to which the stored form lists every child of a directory in its table;
    /// in larger directories the table holds the child directories only.
    public static final int FULL_TABLE_CHILDREN_MAX = 1_024;

    /// Addresses in a payload stream are below this.
    public static final long ADDRESS_LIMIT = 1L << 62;

    /// The first address of a payload stream; the bytes before it are its start marker.
    public static final long ADDRESS_FIRST = 16;

    private ArchiveLimits() {}
}
