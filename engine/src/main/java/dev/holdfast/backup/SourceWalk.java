package dev.holdfast.backup;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.SourceCursor;
import dev.holdfast.source.SourceEntry;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.tree.Step;
import dev.holdfast.tree.Walk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// The source as one side of a merge.
final class SourceWalk implements Walk {

    private final SourceCursor cursor;
    private Step step = Step.LEAVE;
    private @Nullable SourceEntry entry;

    SourceWalk(SourceCursor cursor) {
        this.cursor = cursor;
    }

    @Override
    public boolean next() throws IOException {
        var event = cursor.next();
        if (event == null) return false;
        switch (event) {
            case SourceEvent.Enter(var directory) -> {
                step = Step.ENTER;
                entry = directory;
            }
            case SourceEvent.Item(var item) -> {
                step = Step.ITEM;
                entry = item;
            }
            case SourceEvent.Leave _ -> step = Step.LEAVE;
        }
        return true;
    }

    @Override
    public Step step() {
        return step;
    }

    @Override
    public ByteString name() {
        return entry().name();
    }

    /// What it entered or met.
    SourceEntry entry() {
        if (entry == null || step == Step.LEAVE) throw new IllegalStateException("no entry here");
        return entry;
    }
}
