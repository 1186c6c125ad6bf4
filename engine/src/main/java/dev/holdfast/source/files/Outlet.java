package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.Notice;

import java.util.function.Consumer;

/// What the entries of a walk share with who takes them: the entry he is at, and where
/// their notices go. Stands still while the walk itself runs ahead.
final class Outlet {

    private final Consumer<Notice> notices;
    private final boolean attributesAsListed;
    private long event;

    Outlet(Consumer<Notice> notices, boolean attributesAsListed) {
        this.notices = notices;
        this.attributesAsListed = attributesAsListed;
    }

    /// Moves on to the next event.
    void advance() {
        event++;
    }

    /// The number of the event that was given last, the first is 1.
    long event() {
        return event;
    }

    boolean attributesAsListed() {
        return attributesAsListed;
    }

    void tell(Notice notice) {
        notices.accept(notice);
    }

    void tell(ByteString path, Notice.Kind kind, String detail) {
        tell(new Notice(path, kind, detail));
    }

    Report reportFor(ByteString path) {
        return (kind, detail) -> tell(path, kind, detail);
    }
}
