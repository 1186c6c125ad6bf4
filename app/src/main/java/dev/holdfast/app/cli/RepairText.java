package dev.holdfast.app.cli;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repair.RepairPlan;
import dev.holdfast.repair.RepairReport;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/// What a repair would do or has done, for people and for programs. What is damaged was said
/// as it was found.
final class RepairText {

    private RepairText() {}

    static void show(
            Terminal terminal, RepairPlan plan, boolean dryRun, boolean unlocked, boolean reindex)
            throws IOException {
        var report = plan.verified();
        terminal.say("%,d snapshots, %,d packs; read back %,d packs of %s"
                .formatted(
                        report.snapshots(),
                        report.packs(),
                        report.readPacks(),
                        Amounts.bytes(report.readBytes())));
        if (!plan.hasDamage()) terminal.say("nothing is damaged");
        if (plan.missing() > 0) {
            terminal.say("%,d packs are missing".formatted(plan.missing()));
        }
        if (plan.marked() > 0) {
            terminal.say("%,d damaged packs are marked as lost".formatted(plan.marked()));
        }
        for (var files : plan.files().entrySet()) {
            terminal.say("snapshot %s: %,d files cannot be restored"
                    .formatted(files.getKey().shortText(), files.getValue()));
        }
        for (var bad : plan.unreadable().entrySet()) {
            if (plan.manifests().contains(bad.getKey())) continue;
            terminal.say("snapshot %s: cannot be restored as a whole"
                    .formatted(bad.getKey().shortText()));
        }
        for (var id : plan.manifestsLost()) {
            terminal.say("snapshot %s: no copy of its manifest is here; `restore --walk` gets it"
                            .formatted(id.shortText())
                    + " back, and --give-up lets backups go on without it");
        }
        if (plan.hasDamage() && !unlocked) {
            terminal.say("no key: which files cannot be restored is not known");
        }
        if (!dryRun) return;
        terminal.say("would mark %,d packs as lost, unmark %,d, put back %,d manifests"
                .formatted(
                        plan.unmarked().size(),
                        plan.sound().size(),
                        plan.manifests().size()));
        if (reindex) {
            terminal.say("would index %,d packs of %s"
                    .formatted(plan.unindexed(), Amounts.bytes(plan.unindexedBytes())));
        }
        terminal.document(json(plan).with("dry_run", Json.of(true)));
    }

    static void show(Terminal terminal, RepairPlan plan, RepairReport report) throws IOException {
        if (report.marked() > 0) {
            terminal.say(
                    "marked %,d packs as lost: the next backup of each host stores anew what it"
                                    .formatted(report.marked())
                            + " has of them");
        }
        if (report.unmarked() > 0) {
            terminal.say("%,d packs are good again".formatted(report.unmarked()));
        }
        for (var id : report.manifests()) {
            terminal.say("snapshot %s: its manifest is back".formatted(id.shortText()));
        }
        for (var left : report.manifestsLeft().entrySet()) {
            terminal.warn("snapshot %s: its manifest was not put back: %s"
                    .formatted(left.getKey().shortText(), left.getValue()));
        }
        if (report.indexed() > 0) terminal.say("indexed %,d packs".formatted(report.indexed()));
        for (var left : report.unindexed()) {
            terminal.warn("pack %s is not indexed: %s".formatted(left.pack(), left.why()));
        }
        terminal.document(json(plan)
                .with("event", Json.of("done"))
                .with("manifests_put_back", Json.of(report.manifests().size()))
                .with("indexed", Json.of(report.indexed()))
                .with("not_indexed", Json.of(report.unindexed().size())));
    }

    private static Json.JsonObject json(RepairPlan plan) {
        return Json.object()
                .with("event", Json.of("plan"))
                .with("damages", Json.of(plan.verified().damages()))
                .with("lost", packs(plan.lost()))
                .with("missing", Json.of(plan.missing()))
                .with("marked_before", Json.of(plan.marked()))
                .with("sound_again", packs(plan.sound()))
                .with("manifests", ids(plan.manifests()))
                .with("manifests_lost", ids(plan.manifestsLost()))
                .with("unreadable", ids(plan.unreadable().keySet()))
                .with(
                        "files",
                        Json.array(plan.files().entrySet().stream()
                                .map(files -> Json.object()
                                        .with("snapshot", Json.of(files.getKey().toString()))
                                        .with("count", Json.of(files.getValue())))
                                .toList()))
                .with("unindexed", Json.of(plan.unindexed()));
    }

    private static Json packs(List<Sha256> packs) {
        return Json.array(packs.stream().map(pack -> Json.of(pack.hex())).toList());
    }

    private static Json ids(Collection<SnapshotId> ids) {
        return Json.array(ids.stream().map(id -> Json.of(id.toString())).toList());
    }
}
