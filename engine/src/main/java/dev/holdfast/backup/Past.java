package dev.holdfast.backup;

import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.reference.Hint;
import dev.holdfast.reference.KnownInodes;
import dev.holdfast.reference.Reference;
import dev.holdfast.source.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;

/// The backup that this one goes on from: its entries in order, and what can be kept of it.
final class Past implements Closeable {

    private final Reference reference;
    private final PastWalk walk;
    private final ChangeDecision decision;
    private final @Nullable KeptLog log;
    private final Reread reread;
    private @Nullable KnownInodes inodes;

    private Past(
            Reference reference,
            PastWalk walk,
            ChangeDecision decision,
            @Nullable KeptLog log,
            Reread reread) {
        this.reference = reference;
        this.walk = walk;
        this.decision = decision;
        this.log = log;
        this.reread = reread;
    }

    /// Takes over `reference`. Without a log every content of it counts as there.
    static Past open(Reference reference, Trust trust, @Nullable KeptLog log, Reread reread)
            throws IOException {
        var decision = ChangeDecision.of(trust, reference.facts().scanStart());
        return new Past(reference, PastWalk.open(reference), decision, log, reread);
    }

    PastWalk walk() {
        return walk;
    }

    KeptLog log() {
        if (log == null) throw new IllegalStateException("nothing is kept");
        return log;
    }

    Reference reference() {
        return reference;
    }

    /// What is to be done about a regular file.
    ///
    /// @param address of its content, if that is not read
    record Verdict(Change change, long address) {

        static final Verdict NEW = new Verdict(Change.NEW, 0);
    }

    /// Decides about a regular file; `known` says that the walk stands at its name.
    Verdict judge(FileFacts now, boolean known) throws IOException {
        if (known && walk.isDoubtful()) return new Verdict(Change.DOUBTFUL, 0);
        var change = Change.NEW;
        long address = 0;
        var hint = known ? walk.hint() : null;
        if (known && walk.entry() instanceof PxarEntry.RegularFile file) {
            change = decision.ofContent(now, file.size(), file.metadata().mtime(), hint);
            address = file.address();
        }
        if (change.isRead()) {
            var moved = findMoved(now, hint);
            if (moved != null) {
                change = Change.METADATA;
                address = moved.address();
            }
        }
        if (change.isRead()) return new Verdict(change, 0);
        var lost = log == null ? null : log.find(address, now.size());
        if (lost != null) return new Verdict(lost, 0);
        return reread.takes(now) ? new Verdict(Change.REREAD, 0) : new Verdict(change, address);
    }

    /// Whether a directory, or another file without content, is just as it was. The walk
    /// stands at its name.
    boolean isSame(FileFacts now) {
        return decision.isSame(now, walk.hint());
    }

    /// The hint of the same unchanged file under another name.
    private @Nullable Hint findMoved(FileFacts now, @Nullable Hint here) throws IOException {
        boolean sameFile = here != null && here.inode() == now.inode();
        if (sameFile || decision.isSince(now) || !reference.hasHints()) return null;
        var known = inodes;
        if (known == null) {
            known = reference.inodes();
            inodes = known;
        }
        var there = known.find(now.device(), now.inode());
        if (there == null) return null;
        return decision.ofContent(now, there.size(), there.mtime(), there).isRead() ? null : there;
    }

    @Override
    public void close() throws IOException {
        try (reference;
                walk) {
            if (inodes != null) inodes.close();
        }
    }
}
