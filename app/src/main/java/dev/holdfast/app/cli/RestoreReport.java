package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.restore.RestoreEstimate;
import dev.holdfast.restore.RestoreNotice;
import dev.holdfast.restore.RestoreProgress;
import dev.holdfast.restore.RestoreRequest;
import dev.holdfast.restore.RestoreSummary;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What a restore shows: what it is going to do, the line while it runs, every file that is
/// not there, and the account at its end.
final class RestoreReport {

    private static final Duration PACE = Duration.ofMillis(200);

    /// A user without privileges may get a notice for every file; so many of one kind are
    /// shown without `--verbose`.
    private static final int SHOWN_OF_A_KIND = 5;

    private final Terminal terminal;
    private final OpenSnapshot snapshot;
    private final RestoreRequest request;
    private final Map<RestoreNotice.Kind, Integer> counts = new EnumMap<>(RestoreNotice.Kind.class);

    RestoreReport(Terminal terminal, OpenSnapshot snapshot, RestoreRequest request) {
        this.terminal = terminal;
        this.snapshot = snapshot;
        this.request = request;
    }

    /// Draws until interrupted.
    static void follow(RestoreProgress progress, ProgressLine line) throws InterruptedException {
        while (true) {
            Thread.sleep(PACE);
            long verified = progress.verifiedBytes();
            var text = verified > 0
                    ? "reading back ▸ " + Amounts.bytes(verified)
                    : "writing ▸ %,d of %,d files, %s of %s"
                            .formatted(
                                    progress.files(),
                                    progress.expectedFiles(),
                                    Amounts.bytes(progress.bytes()),
                                    Amounts.bytes(progress.expectedBytes()));
            line.show(text, verified > 0 ? verified : progress.bytes(), progress.expectedBytes());
        }
    }

    /// Called one notice at a time.
    synchronized void notice(RestoreNotice notice) {
        int count = counts.merge(notice.kind(), 1, Integer::sum);
        boolean all = terminal.verbose() || terminal.json();
        if (!all && !isAboutContent(notice.kind()) && count > SHOWN_OF_A_KIND) return;
        var path = request.target().child(notice.path());
        terminal.warn("%s: %s: %s".formatted(path, notice.kind().title(), notice.detail()));
    }

    /// Everything but the details of an entry's metadata is always listed.
    private static boolean isAboutContent(RestoreNotice.Kind kind) {
        return kind == RestoreNotice.Kind.MISSING || kind == RestoreNotice.Kind.CONTENT;
    }

    synchronized ExitCode code() {
        return counts.isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
    }

    void show(RestoreEstimate estimate, boolean dryRun) throws IOException {
        var text = "%s %,d files, %s, from %,d packs (%,d reads, %s)"
                .formatted(
                        dryRun ? "would write" : "writing",
                        estimate.files(),
                        Amounts.bytes(estimate.bytes()),
                        estimate.packs(),
                        estimate.requests(),
                        Amounts.bytes(estimate.storedBytes()));
        if (!dryRun) {
            terminal.say(text);
            if (estimate.removals() > 0) {
                terminal.say("removing %,d names that the snapshot does not have"
                        .formatted(estimate.removals()));
            }
            return;
        }
        terminal.line(text);
        terminal.line(others(estimate, "to remove"));
        terminal.document(
                Json.object().with("dry_run", Json.of(true)).with("planned", json(estimate)));
    }

    /// A name below the target that goes because the snapshot does not have it.
    void explainRemoval(ByteString path) {
        terminal.explain("%s: is removed, for it is not in the snapshot"
                .formatted(request.target().child(path)));
    }

    void show(RestoreSummary summary) throws IOException {
        tellOmitted();
        terminal.say("restored %s   to %s"
                .formatted(
                        Printable.of(snapshot.facts().name()),
                        request.target().child(request.below())));
        terminal.say("  content    %,d files, %s%s"
                .formatted(
                        summary.files(),
                        Amounts.bytes(summary.bytes()),
                        request.verify()
                                ? ", read back " + Amounts.bytes(summary.verifiedBytes())
                                : ""));
        terminal.say("  entries    " + others(summary.planned(), "removed"));
        var notices = Json.object();
        for (var one : summary.notices().entrySet()) {
            notices = notices.with(
                    one.getKey().name().toLowerCase(Locale.ROOT), Json.of(one.getValue()));
        }
        terminal.document(Json.object()
                .with("event", Json.of("restored"))
                .with("snapshot", Json.of(snapshot.facts().id().toString()))
                .with("target", Json.of(request.target().toString()))
                .with("files", Json.of(summary.files()))
                .with("bytes", Json.of(summary.bytes()))
                .with("verified_bytes", Json.of(summary.verifiedBytes()))
                .with("whole", Json.of(summary.isWhole()))
                .with("notices", notices)
                .with("planned", json(summary.planned())));
    }

    private void tellOmitted() {
        for (var one : counts.entrySet()) {
            int omitted = one.getValue() - SHOWN_OF_A_KIND;
            boolean all = terminal.verbose() || terminal.json() || isAboutContent(one.getKey());
            if (all || omitted <= 0) continue;
            terminal.warn(
                    "%s: %,d more; --verbose lists them".formatted(one.getKey().title(), omitted));
        }
    }

    private static String others(RestoreEstimate estimate, String removed) {
        return ("%,d directories, %,d hard links, %,d symlinks and specials, %,d with new metadata"
                        + " only, %,d left as they were, %,d %s")
                .formatted(
                        estimate.directories(),
                        estimate.hardLinks(),
                        estimate.others(),
                        estimate.metadataOnly(),
                        estimate.kept(),
                        estimate.removals(),
                        removed);
    }

    private static Json json(RestoreEstimate estimate) {
        return Json.object()
                .with("directories", Json.of(estimate.directories()))
                .with("files", Json.of(estimate.files()))
                .with("bytes", Json.of(estimate.bytes()))
                .with("metadata_only", Json.of(estimate.metadataOnly()))
                .with("hard_links", Json.of(estimate.hardLinks()))
                .with("others", Json.of(estimate.others()))
                .with("kept", Json.of(estimate.kept()))
                .with("removals", Json.of(estimate.removals()))
                .with("packs", Json.of(estimate.packs()))
                .with("requests", Json.of(estimate.requests()))
                .with("stored_bytes", Json.of(estimate.storedBytes()));
    }
}
