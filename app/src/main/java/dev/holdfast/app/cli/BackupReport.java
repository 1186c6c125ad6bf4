package dev.holdfast.app.cli;

import dev.holdfast.backup.BackupProgress;
import dev.holdfast.backup.BackupSummary;
import dev.holdfast.backup.Change;
import dev.holdfast.backup.ChangeCounts;
import dev.holdfast.backup.Preview;
import dev.holdfast.backup.Vanished;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a backup shows: the line while it runs, the account at its end.
final class BackupReport {

    private static final Duration PACE = Duration.ofMillis(200);
    private static final int VANISHED_NAMED = 5;

    /// Files that are as they were and were read nevertheless.
    private static final List<Change> AGAIN =
            List.of(Change.RACY, Change.LOST, Change.EVACUATED, Change.REREAD);

    private BackupReport() {}

    /// Draws until interrupted.
    static void follow(BackupProgress progress, ProgressLine line) throws InterruptedException {
        while (true) {
            Thread.sleep(PACE);
            var text = "walking ▸ %,d entries   reading ▸ %s%s"
                    .formatted(
                            progress.entries(),
                            Amounts.bytes(progress.readBytes()),
                            progress.expectedBytes() > 0
                                    ? " of " + Amounts.bytes(progress.expectedBytes())
                                    : "");
            line.show(text, progress.readBytes(), progress.expectedBytes());
        }
    }

    static void show(Terminal terminal, SourceKey source, BackupSummary summary)
            throws IOException {
        var root = source.root();
        for (var notice : summary.notices()) {
            var path = source.directory().child(notice.path());
            var text = "%s: %s: %s".formatted(path, notice.kind().code(), notice.detail());
            if (notice.kind().isLoss()) {
                terminal.warn(text);
            } else {
                terminal.say("note: " + text);
            }
        }
        tell(terminal, summary.vanished());
        if (summary.referenceFailure() != null) {
            terminal.warn("the next backup will read everything: what it needs could not be kept: "
                    + summary.referenceFailure());
        }
        var entries = summary.entries();
        long lost = summary.notices().stream().filter(n -> n.kind().isLoss()).count();
        terminal.say("snapshot %s   %s".formatted(Printable.of(summary.name()), root));
        terminal.say(
                "  entries    %,d files, %,d directories, %,d hard links, %,d symlinks, %,d others, %,d skipped or in doubt"
                        .formatted(
                                entries.files(),
                                entries.directories(),
                                entries.hardLinks(),
                                entries.symlinks(),
                                entries.specials(),
                                lost));
        terminal.say("  changes    " + changes(summary.changes()));
        if (summary.allRead() != null) {
            terminal.say("             everything was read: " + summary.allRead());
        }
        terminal.say("  content    %s   read %s, new %s, stored %s in %,d packs"
                .formatted(
                        Amounts.bytes(entries.bytes()),
                        Amounts.bytes(summary.readBytes()),
                        Amounts.bytes(summary.freshBytes()),
                        Amounts.bytes(summary.storedBytes()),
                        summary.packs()));
        terminal.say("  time       %.1f s".formatted(summary.time().toMillis() / 1e3));
        terminal.document(json(root, summary));
    }

    /// What is counted, less what is zero and would only make people wonder.
    private static String changes(ChangeCounts changes) {
        var text = new StringBuilder("%,d new, %,d changed, %,d unchanged, %,d gone"
                .formatted(
                        changes.fresh(), changes.changed(), changes.unchanged(), changes.gone()));
        for (var change : AGAIN) {
            long count = changes.of(change);
            if (count > 0) {
                text.append("; %,d read again: %s".formatted(count, change.cause()));
            }
        }
        return text.toString();
    }

    private static void tell(Terminal terminal, Vanished vanished) throws IOException {
        if (vanished.snapshots().isEmpty()) return;
        var names = vanished.snapshots().stream()
                .map(snapshot -> Printable.of(snapshot.name()))
                .limit(VANISHED_NAMED)
                .collect(Collectors.joining(", "));
        var text =
                "%,d earlier snapshots are gone from the repository, and not forgotten by this host: %s%s"
                        .formatted(
                                vanished.snapshots().size(),
                                names,
                                vanished.snapshots().size() > VANISHED_NAMED ? " …" : "");
        if (vanished.newest()) {
            terminal.warn(text + "; the newest is among them, which no retention policy drops:"
                    + " was the repository set back?");
        } else {
            terminal.say("note: " + text);
        }
    }

    private static Json json(ChangeCounts changes) {
        var causes = Json.object();
        for (var change : Change.values()) {
            var name = change.name().toLowerCase(Locale.ROOT);
            causes = causes.with(name, Json.of(changes.of(change)));
        }
        return Json.object()
                .with("new", Json.of(changes.fresh()))
                .with("changed", Json.of(changes.changed()))
                .with("unchanged", Json.of(changes.unchanged()))
                .with("gone", Json.of(changes.gone()))
                .with("kept_bytes", Json.of(changes.keptBytes()))
                .with("causes", causes);
    }

    static void show(Terminal terminal, ByteString root, Preview.Outcome outcome)
            throws IOException {
        var estimate = outcome.estimate();
        terminal.line("%s: %,d files, %,d directories, %,d others, %s of content"
                .formatted(
                        root,
                        estimate.files(),
                        estimate.directories(),
                        estimate.others(),
                        Amounts.bytes(estimate.bytes())));
        terminal.line("  would read %s: %s; nothing was stored"
                .formatted(Amounts.bytes(outcome.readBytes()), changes(outcome.changes())));
        terminal.document(Json.object()
                .with("root", Json.of(root.toString()))
                .with("dry_run", Json.of(true))
                .with("files", Json.of(estimate.files()))
                .with("directories", Json.of(estimate.directories()))
                .with("others", Json.of(estimate.others()))
                .with("bytes", Json.of(estimate.bytes()))
                .with("read_bytes", Json.of(outcome.readBytes()))
                .with("changes", json(outcome.changes())));
    }

    private static Json json(ByteString root, BackupSummary summary) {
        var entries = summary.entries();
        var notices = summary.notices().stream()
                .map(notice -> Json.object()
                        .with("path", Json.of(notice.path().toString()))
                        .with("kind", Json.of(notice.kind().code()))
                        .with("detail", Json.of(notice.detail())))
                .toList();
        return Json.object()
                .with("event", Json.of("snapshot"))
                .with(
                        "snapshot",
                        Json.of(summary.manifest().manifest().snapshot().toString()))
                .with("name", Json.of(summary.name()))
                .with("root", Json.of(root.toString()))
                .with("directories", Json.of(entries.directories()))
                .with("files", Json.of(entries.files()))
                .with("hard_links", Json.of(entries.hardLinks()))
                .with("symlinks", Json.of(entries.symlinks()))
                .with("specials", Json.of(entries.specials()))
                .with("bytes", Json.of(entries.bytes()))
                .with("vanished", Json.of(summary.vanished().snapshots().size()))
                .with("changes", json(summary.changes()))
                .with(
                        "all_read",
                        summary.allRead() == null
                                ? new Json.JsonNull()
                                : Json.of(summary.allRead()))
                .with("read_bytes", Json.of(summary.readBytes()))
                .with("new_bytes", Json.of(summary.freshBytes()))
                .with("stored_bytes", Json.of(summary.storedBytes()))
                .with("packs", Json.of(summary.packs()))
                .with("milliseconds", Json.of(summary.time().toMillis()))
                .with("whole", Json.of(summary.isWhole()))
                .with("notices", Json.array(notices));
    }
}
