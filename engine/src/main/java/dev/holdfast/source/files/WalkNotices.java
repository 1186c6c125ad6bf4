package dev.holdfast.source.files;

import dev.holdfast.source.Notice;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// Where the notices of a walk's own go: out at once, or, while it runs ahead, among the
/// events between which they came up. For the thread that has the walk.
final class WalkNotices implements Consumer<Notice> {

    private final Outlet outlet;
    private @Nullable Batch batch;

    WalkNotices(Outlet outlet) {
        this.outlet = outlet;
    }

    /// Notices go to `target` from now on; null for out at once.
    void into(@Nullable Batch target) {
        batch = target;
    }

    @Override
    public void accept(Notice notice) {
        var target = batch;
        if (target == null) {
            outlet.tell(notice);
        } else {
            target.add(notice);
        }
    }
}
