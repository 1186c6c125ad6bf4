package dev.holdfast.backup;

/// How a backup finds out what has changed.
///
/// @param metadata by metadata; else everything is read
/// @param rereadShare how much of what is unchanged is read again nevertheless, 0 to 1
public record ChangeOptions(boolean metadata, Trust trust, double rereadShare) {

    public static final ChangeOptions DEFAULT = new ChangeOptions(true, Trust.CTIME, 0);

    public static final ChangeOptions READ_ALL = new ChangeOptions(false, Trust.CTIME, 0);

    public ChangeOptions {
        if (!(rereadShare >= 0 && rereadShare <= 1)) {
            throw new IllegalArgumentException("no share is " + rereadShare);
        }
    }

    /// How the snapshot's database says it.
    String code() {
        return metadata ? "metadata" : "data";
    }
}
