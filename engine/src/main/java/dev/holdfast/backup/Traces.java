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
/// the notice again.
final class Traces implements Consumer<Notice> {

    private final List<Notice> notices = new CopyOnWriteArrayList<>();
    private final ReferenceWriter reference;
    private final Decisions decisions;
    private volatile boolean noticed;

    Traces(ReferenceWriter reference, Decisions decisions) {
        this.reference = reference;
        this.decisions = decisions;
    }

    @Override
    public void accept(Notice notice) {
        noticed = true;
        notices.add(notice);
    }

    List<Notice> notices() {
        return notices;
    }

    /// The next entry begins.
    void begin() {
        noticed = false;
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

    private void hint(FileFacts facts, long size, long address) {
        reference.hint(
                noticed
                        ? Hint.NONE
                        : new Hint(
                                facts.device(),
                                facts.inode(),
                                facts.ctime(),
                                facts.mtime(),
                                size,
                                address));
    }
}
