package dev.holdfast.backup;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.reference.Reference;
import dev.holdfast.reference.References;
import dev.holdfast.source.HardLinks;
import dev.holdfast.source.Source;
import dev.holdfast.source.SourceEntry;
import dev.holdfast.tree.Merge;
import dev.holdfast.tree.Step;
import dev.holdfast.tree.Walk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/// What a backup would do, found by a walk that opens no file and asks no repository: it
/// takes for granted that everything stored is still there.
public final class Preview {

    private final ChangeOptions options;
    private final Decisions decisions;
    private final EntryTally tally = new EntryTally();
    private final HardLinks links = new HardLinks();

    private Preview(ChangeOptions options, Decisions decisions) {
        this.options = options;
        this.decisions = decisions;
    }

    /// What would be done.
    ///
    /// @param estimate how much there is
    /// @param readBytes content that would be read
    public record Outcome(Estimate estimate, ChangeCounts changes, long readBytes) {}

    /// Walks `source`. `stateDirectory` is where this host keeps what it knows of the
    /// repository, null if there is none yet.
    public static Outcome of(
            Source source,
            SourceKey key,
            @Nullable Path stateDirectory,
            ChangeOptions options,
            Decisions decisions)
            throws IOException, InterruptedException {
        var preview = new Preview(options, decisions);
        try (var past = preview.findPast(key, stateDirectory)) {
            return preview.walk(source, past);
        }
    }

    private @Nullable Past findPast(SourceKey key, @Nullable Path stateDirectory)
            throws IOException {
        if (stateDirectory == null || !options.metadata()) return null;
        Reference reference;
        try (var catalog = Catalog.open(stateDirectory)) {
            var lineage = catalog.history().findLineage(key);
            reference = lineage == null ? null : new References(stateDirectory).find(lineage);
        } catch (CorruptDataException e) {
            // The backup itself will read everything and say so.
            return null;
        }
        if (reference == null) return null;
        try {
            return Past.open(reference, options.trust(), null, Reread.NONE);
        } catch (Throwable failure) {
            reference.close();
            throw failure;
        }
    }

    private Outcome walk(Source source, @Nullable Past past)
            throws IOException, InterruptedException {
        try (var cursor = source.open(_ -> {})) {
            var now = new SourceWalk(cursor);
            var merge = new Merge(now, past == null ? Walk.NONE : past.walk());
            for (var side = merge.next(); side != null; side = merge.next()) {
                if (Thread.interrupted()) throw new InterruptedException("preview");
                if (side == Merge.Side.RIGHT) {
                    if (past != null && past.walk().step() != Step.LEAVE) tally.gone();
                } else if (now.step() == Step.ENTER) {
                    tally.directory();
                } else if (now.step() == Step.ITEM) {
                    item(now.entry(), past, side == Merge.Side.BOTH);
                }
            }
        }
        var counts = tally.counts();
        long others = counts.hardLinks() + counts.symlinks() + counts.specials();
        return new Outcome(
                new Estimate(counts.directories(), counts.files(), others, counts.bytes()),
                tally.changes(),
                counts.bytes() - tally.changes().keptBytes());
    }

    private void item(SourceEntry entry, @Nullable Past past, boolean known) throws IOException {
        var facts = entry.facts();
        if (facts.type() != FileType.REGULAR) {
            tally.special();
            return;
        }
        if (links.find(facts) != null) {
            tally.hardLink();
            return;
        }
        var verdict = past == null ? Past.Verdict.NEW : past.judge(facts, known);
        tally.file(verdict.change(), facts.size(), 0);
        decisions.decided(entry, verdict.change());
        if (facts.links() > 1) links.add(facts, entry.path(), 0, verdict.address(), facts.size());
    }
}
