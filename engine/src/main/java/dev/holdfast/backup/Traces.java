package dev.holdfast.backup;

import dev.holdfast.reference.Hint;
import dev.holdfast.reference.ReferenceWriter;
import dev.holdfast.source.FileFacts;
import dev.holdfast.source.Notice;
import dev.holdfast.source.SourceEntry;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// What a backup remembers of its entries beside the archive: the notices, and the hints for
/// the next backup.
///
/// An entry with a notice gets no hint, so that the next backup looks at it again and gives
/// the notice again. If its content is in doubt the hint says so, and it is read again.
final class Traces implements Consumer<Notice> {

    private final List<Notice> notices = new CopyOnWriteArrayList<>();
    private final ReferenceWriter reference;
    private final Decisions decisions;
    private volatile boolean noticed;
    private volatile boolean doubtful;

    Traces(ReferenceWriter reference, Decisions decisions) {
        this.reference = reference;
        this.decisions = decisions;
    }

    @Override
    public void accept(Notice notice) {
        noticed = true;
        if (notice.kind() == Notice.Kind.CHANGED) doubtful = true;
        notices.add(notice);
    }

    List<Notice> notices() {
        return notices;
    }

    /// The next entry begins.
    void begin() {
        noticed = false;
        doubtful = false;
    }

    /// An entry without content of its own was written.
    void entry(FileFacts facts) {
        hint(facts, 0, 0);
    }

    /// A regular file was written; `facts` are those of the content that is in the archive.
    void file(SourceEntry entry, FileFacts facts, Change change, long size, long address)
            throws IOException {
        hint(facts, size, address);
        decisions.decided(entry, change);
    }

    /// A hard link was written.
    void link() {
        reference.hint(Hint.NONE);
    }

    /// A second name of a regular file was written as a file of its own.
    void twin() {
        reference.hint(Hint.DOUBTFUL);
    }

    private void hint(FileFacts facts, long size, long address) {
        if (doubtful) {
            reference.hint(Hint.DOUBTFUL);
        } else if (noticed) {
            reference.hint(Hint.NONE);
        } else {
            reference.hint(new Hint(
                    facts.device(), facts.inode(), facts.ctime(), facts.mtime(), size, address));
        }
    }
}
