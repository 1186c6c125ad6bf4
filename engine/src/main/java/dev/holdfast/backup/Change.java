package dev.holdfast.backup;

/// What became of a file since the backup that this one goes on from, and so what is done
/// about it.
public enum Change {
    /// Nothing: its entry is copied as it was.
    NONE("unchanged", false),
    /// Its content is what it was; the rest is looked at again.
    METADATA("its metadata may have changed", false),
    /// Nothing was known by that name, or something else.
    NEW("new", true),
    SIZE("its size changed", true),
    MTIME("it was written to", true),
    /// Another file has taken its place.
    INODE("it is another file", true),
    /// Its content may have changed, with the time of that set back.
    CTIME("its ctime changed", true),
    /// It was written, or may have been, while it was backed up.
    RACY("it changed too close to the last backup", true),
    /// What the last backup has of it is not what it was at any one moment.
    DOUBTFUL("it changed while the last backup read it", true),
    /// The pack that holds it is missing, or may not be relied on.
    LOST("its pack is missing, damaged or condemned", true),
    /// The pack or chunk that holds it is mostly out of use.
    EVACUATED("what it is stored in is mostly out of use", true),
    /// It was its turn.
    REREAD("reading it again was asked for", true);

    private final String cause;
    private final boolean read;

    Change(String cause, boolean read) {
        this.cause = cause;
        this.read = read;
    }

    /// Why, as half a sentence.
    public String cause() {
        return cause;
    }

    /// Whether its content is read.
    public boolean isRead() {
        return read;
    }
}
