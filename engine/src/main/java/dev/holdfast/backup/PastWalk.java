package dev.holdfast.backup;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.EncodedEntry;
import dev.holdfast.format.pxar.PxarDecoder;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.PxarEvent;
import dev.holdfast.reference.Hint;
import dev.holdfast.reference.HintReader;
import dev.holdfast.reference.Reference;
import dev.holdfast.tree.Step;
import dev.holdfast.tree.Walk;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/// The archive of the backup before as one side of a merge.
final class PastWalk implements Walk, Closeable {

    private final InputStream metadata;
    private final PxarDecoder entries;
    private final @Nullable HintReader hints;
    private Step step = Step.LEAVE;
    private @Nullable PxarEntry entry;
    private @Nullable Hint hint;

    private PastWalk(InputStream metadata, PxarDecoder entries, @Nullable HintReader hints) {
        this.metadata = metadata;
        this.entries = entries;
        this.hints = hints;
    }

    static PastWalk open(Reference reference) throws IOException {
        var metadata = reference.metadata();
        try {
            var entries = PxarDecoder.openStored(metadata);
            var hints = reference.hasHints() ? reference.hints() : null;
            return new PastWalk(metadata, entries, hints);
        } catch (Throwable failure) {
            metadata.close();
            throw failure;
        }
    }

    @Override
    public boolean next() throws IOException {
        var event = entries.next();
        if (event == null) return false;
        switch (event) {
            case PxarEvent.Enter(var directory) -> arrive(Step.ENTER, directory);
            case PxarEvent.Item(var item) -> arrive(Step.ITEM, item);
            case PxarEvent.Leave _ -> step = Step.LEAVE;
        }
        return true;
    }

    private void arrive(Step how, PxarEntry at) throws IOException {
        step = how;
        entry = at;
        hint = hints == null ? null : hints.next();
    }

    @Override
    public Step step() {
        return step;
    }

    @Override
    public ByteString name() {
        return entry().name();
    }

    PxarEntry entry() {
        if (entry == null || step == Step.LEAVE) throw new IllegalStateException("no entry here");
        return entry;
    }

    /// Its bytes.
    EncodedEntry encoded() {
        return entries.encoded();
    }

    /// What this host knows of it, null if nothing.
    @Nullable
    Hint hint() {
        return hint == null || hint.equals(Hint.NONE) || isDoubtful() ? null : hint;
    }

    /// Whether what the archive has of its content cannot be relied on.
    boolean isDoubtful() {
        return Hint.DOUBTFUL.equals(hint);
    }

    @Override
    public void close() throws IOException {
        try (metadata) {
            if (hints != null) hints.close();
        }
    }
}
