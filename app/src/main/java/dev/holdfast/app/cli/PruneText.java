package dev.holdfast.app.cli;

import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.prune.PrunePlan;
import dev.holdfast.prune.PruneReport;
import dev.holdfast.repository.Writers;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;

/// What a prune would do or has done, for people and for programs.
final class PruneText {

    private PruneText() {}

    static void show(Terminal terminal, PrunePlan plan, BlobStore store) throws IOException {
        for (var candidate : plan.candidates().entrySet()) {
            terminal.explain(candidate.getKey() + "  " + Amounts.bytes(candidate.getValue()));
        }
        var runs = new ArrayList<Json>();
        for (var writer : plan.writers()) {
            var marker = Writers.find(store, writer);
            if (marker == null) continue;
            terminal.say("run %s, began %s: deleting waits for its end"
                    .formatted(writer, Moment.format(marker.createdAt())));
            runs.add(Json.object()
                    .with("writer", Json.of(writer.toString()))
                    .with("created_at", Json.of(marker.createdAt().toString())));
        }
        if (!plan.unfinished().isEmpty()) {
            terminal.say("%,d earlier prunes have not finished"
                    .formatted(plan.unfinished().size()));
        }
        terminal.say("would free %,d blobs of %s"
                .formatted(plan.candidates().size(), Amounts.bytes(plan.bytes())));
        terminal.document(Json.object()
                .with("dry_run", Json.of(true))
                .with("blobs", Json.of(plan.candidates().size()))
                .with("bytes", Json.of(plan.bytes()))
                .with("unfinished", Json.of(plan.unfinished().size()))
                .with("running", Json.array(runs)));
    }

    static ExitCode show(Terminal terminal, PruneReport report) throws IOException {
        terminal.say("freed %,d blobs of %s"
                .formatted(report.deleted(), Amounts.bytes(report.deletedBytes())));
        if (report.spared() > 0) {
            terminal.say("%,d condemned blobs are needed after all".formatted(report.spared()));
        }
        if (report.waiting() > 0) {
            terminal.warn("%,d blobs wait for the end of %s; prune again then"
                    .formatted(report.waiting(), runs(report.writers())));
        }
        if (report.othersWaiting() > 0) {
            terminal.warn("%,d unfinished prunes of others were left alone: this store cannot"
                            .formatted(report.othersWaiting())
                    + " make sure that they are dead");
        }
        terminal.document(Json.object()
                .with("blobs", Json.of(report.deleted()))
                .with("bytes", Json.of(report.deletedBytes()))
                .with("spared", Json.of(report.spared()))
                .with("waiting", Json.of(report.waiting()))
                .with("others_waiting", Json.of(report.othersWaiting()))
                .with(
                        "running",
                        Json.array(report.writers().stream()
                                .map(writer -> Json.of(writer.toString()))
                                .toList())));
        return report.isDone() ? ExitCode.OK : ExitCode.PARTIAL;
    }

    private static String runs(Collection<WriterId> writers) {
        return (writers.size() == 1 ? "run " : "runs ")
                + String.join(", ", writers.stream().map(WriterId::toString).toList());
    }
}
