package dev.holdfast.app.cli;

import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.verify.Coverage;
import dev.holdfast.verify.Finding;
import dev.holdfast.verify.VerifyReport;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a verify found, for people and for programs.
final class VerifyText {

    private VerifyText() {}

    static void show(Terminal terminal, Finding finding) throws IOException {
        if (terminal.json()) {
            terminal.document(json(finding));
        } else if (finding.isDamage()) {
            terminal.warn(line(finding));
        } else {
            terminal.say("note: " + line(finding));
        }
    }

    static void show(Terminal terminal, VerifyReport report, boolean unlocked, Instant since)
            throws IOException {
        terminal.say("%,d snapshots, %,d packs of %s"
                .formatted(report.snapshots(), report.packs(), Amounts.bytes(report.packBytes())));
        if (unlocked) {
            terminal.say("  walked     all entries of %,d snapshots"
                    .formatted(report.walkedSnapshots()));
        } else {
            terminal.say("  no key     databases and entries were not looked into");
        }
        terminal.say("  read back  %,d packs of %s, %,d distinct contents"
                .formatted(
                        report.readPacks(),
                        Amounts.bytes(report.readBytes()),
                        report.checkedContents()));
        var coverage = report.coverage();
        if (coverage != null) terminal.say(line(report, coverage, since));
        if (report.unnamedPacks() > 0) {
            terminal.say("  unnamed    %,d packs of %s that no snapshot needs"
                    .formatted(report.unnamedPacks(), Amounts.bytes(report.unnamedBytes())));
        }
        terminal.say(
                report.isClean()
                        ? "no damage was found"
                        : "%,d findings of damage".formatted(report.damages()));
        if (report.unremembered() != null) {
            terminal.warn("the next verify will not know what was read: " + report.unremembered());
        }
        terminal.document(json(report));
    }

    private static String line(VerifyReport report, Coverage coverage, Instant since) {
        var text = "  since %s  %,d of %,d packs, %s of %s, were read back from this host"
                .formatted(
                        LocalDate.ofInstant(since, ZoneOffset.UTC),
                        coverage.recent().packs(),
                        report.packs(),
                        Amounts.bytes(coverage.recent().bytes()),
                        Amounts.bytes(report.packBytes()));
        var opened = coverage.recentlyOpened();
        if (opened.packs() > 0) text += ", %,d of them opened".formatted(opened.packs());
        var never = coverage.never();
        if (never.packs() > 0) {
            text += "; %,d of %s never were".formatted(never.packs(), Amounts.bytes(never.bytes()));
        }
        return text;
    }

    private static String line(Finding finding) {
        return switch (finding) {
            case Finding.BadBlob bad ->
                bad.detail()
                        + (bad.snapshots().isEmpty() ? "" : " (needed by " + shortNames(bad) + ")");
            case Finding.BadSnapshot bad ->
                "snapshot " + bad.snapshot().shortText() + ": " + bad.detail();
            case Finding.TouchedFile file ->
                "snapshot %s: %s cannot be restored: it needs %s"
                        .formatted(file.snapshot().shortText(), file.path(), file.blob());
            case Finding.WrongContent file ->
                "snapshot %s: %s does not have the content that was backed up"
                        .formatted(file.snapshot().shortText(), file.path());
            case Finding.StrayDatabase stray ->
                "snapshot " + stray.snapshot().shortText()
                        + ": there is a database and no manifest; the backup did not end,"
                        + " or the manifest was lost";
            case Finding.UntrustedSnapshot untrusted ->
                "snapshot " + untrusted.snapshot().shortText()
                        + ": is by a writer whom this host does not know as admitted";
        };
    }

    private static String shortNames(Finding.BadBlob bad) {
        return bad.snapshots().stream()
                .map(SnapshotId::shortText)
                .collect(Collectors.joining(", "));
    }

    private static Json json(Finding finding) {
        return switch (finding) {
            case Finding.BadBlob bad ->
                Json.object()
                        .with("event", Json.of("bad_blob"))
                        .with("blob", Json.of(bad.blob().path()))
                        .with("fault", Json.of(bad.fault().name().toLowerCase(Locale.ROOT)))
                        .with("text", Json.of(bad.detail()))
                        .with(
                                "snapshots",
                                Json.array(bad.snapshots().stream()
                                        .map(id -> Json.of(id.toString()))
                                        .toList()));
            case Finding.BadSnapshot bad ->
                snapshot("bad_snapshot", bad.snapshot()).with("text", Json.of(bad.detail()));
            case Finding.TouchedFile file ->
                snapshot("touched_file", file.snapshot())
                        .with("path", Json.of(file.path().toString()))
                        .with("blob", Json.of(file.blob().path()));
            case Finding.WrongContent file ->
                snapshot("wrong_content", file.snapshot())
                        .with("path", Json.of(file.path().toString()));
            case Finding.StrayDatabase stray -> snapshot("stray_database", stray.snapshot());
            case Finding.UntrustedSnapshot untrusted ->
                snapshot("untrusted_snapshot", untrusted.snapshot());
        };
    }

    private static Json.JsonObject snapshot(String event, SnapshotId id) {
        return Json.object().with("event", Json.of(event)).with("snapshot", Json.of(id.toString()));
    }

    private static Json json(VerifyReport report) {
        var json = Json.object()
                .with("event", Json.of("report"))
                .with("snapshots", Json.of(report.snapshots()))
                .with("walked_snapshots", Json.of(report.walkedSnapshots()))
                .with("tombstones", Json.of(report.tombstones()))
                .with("packs", Json.of(report.packs()))
                .with("pack_bytes", Json.of(report.packBytes()))
                .with("read_packs", Json.of(report.readPacks()))
                .with("read_bytes", Json.of(report.readBytes()))
                .with("checked_contents", Json.of(report.checkedContents()))
                .with("unnamed_packs", Json.of(report.unnamedPacks()))
                .with("unnamed_bytes", Json.of(report.unnamedBytes()))
                .with("damages", Json.of(report.damages()));
        var coverage = report.coverage();
        if (coverage == null) return json;
        var oldest = coverage.oldest();
        if (oldest != null) json = json.with("oldest_read_at", Json.of(oldest.toString()));
        return json.with("recently_read_packs", Json.of(coverage.recent().packs()))
                .with("recently_read_bytes", Json.of(coverage.recent().bytes()))
                .with("recently_opened_packs", Json.of(coverage.recentlyOpened().packs()))
                .with("recently_opened_bytes", Json.of(coverage.recentlyOpened().bytes()))
                .with("never_read_packs", Json.of(coverage.never().packs()))
                .with("never_read_bytes", Json.of(coverage.never().bytes()));
    }
}
