package dev.holdfast.backup;

import dev.holdfast.format.pxar.Timestamp;
import dev.holdfast.reference.Hint;
import dev.holdfast.source.FileFacts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Whether a file is what it was: looks at what is known of it then and now, and at nothing
/// else.
///
/// Any doubt means that it is read: a needless read costs seconds, a wrong reuse loses data.
/// The device is not compared: its number changes when a volume is mounted under another
/// one, and inode and ctime to the nanosecond do not agree by accident.
final class ChangeDecision {

    /// Coarsest clock of a file system that is still common (FAT).
    private static final int GRANULARITY_SECONDS = 2;

    private final Trust trust;
    private final long racyFromSeconds;
    private final int racyFromNanos;

    private ChangeDecision(Trust trust, long racyFromSeconds, int racyFromNanos) {
        this.trust = trust;
        this.racyFromSeconds = racyFromSeconds;
        this.racyFromNanos = racyFromNanos;
    }

    /// Decides beside a backup whose walk began at `scanStart`.
    static ChangeDecision of(Trust trust, Instant scanStart) {
        var from = scanStart.minusSeconds(GRANULARITY_SECONDS);
        return new ChangeDecision(trust, from.getEpochSecond(), from.getNano());
    }

    /// Whether the content of a regular file is that of `size` bytes and `mtime`; `hint` is
    /// what this host knows of it, if it does.
    Change ofContent(FileFacts now, long size, Timestamp mtime, @Nullable Hint hint) {
        if (now.size() != size) return Change.SIZE;
        if (!now.mtime().equals(mtime)) return Change.MTIME;
        if (isRacy(now.mtime())) return Change.RACY;
        if (hint == null) return Change.METADATA;
        boolean sameInode = now.inode() == hint.inode();
        boolean sameCtime = now.ctime().equals(hint.ctime());
        boolean racy = isRacy(now.ctime());
        if (sameInode && sameCtime && !racy) return Change.NONE;
        if (trust == Trust.MTIME) return Change.METADATA;
        if (!sameInode) return Change.INODE;
        return sameCtime ? Change.RACY : Change.CTIME;
    }

    /// Whether a file without content, a directory for one, is just as it was.
    boolean isSame(FileFacts now, @Nullable Hint hint) {
        return hint != null
                && now.inode() == hint.inode()
                && now.ctime().equals(hint.ctime())
                && now.mtime().equals(hint.mtime())
                && !isRacy(now.ctime())
                && !isRacy(now.mtime());
    }

    /// Whether a file is so new that nothing can be known of it.
    boolean isSince(FileFacts now) {
        return isRacy(trust == Trust.CTIME ? now.ctime() : now.mtime());
    }

    private boolean isRacy(Timestamp time) {
        if (time.seconds() != racyFromSeconds) return time.seconds() > racyFromSeconds;
        return time.nanos() >= racyFromNanos;
    }
}
