package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.rebuild.RebuildPlan;
import dev.holdfast.rebuild.RebuildReport;

import java.io.IOException;
import java.util.List;

/// What a rebuild would learn or has learnt, for people and for programs.
final class CatalogText {

    private CatalogText() {}

    static void show(Terminal terminal, RebuildPlan plan, String host, boolean dryRun)
            throws IOException {
        terminal.say("catalog     " + present(plan));
        terminal.say(
                "repository  %,d snapshots, %,d packs".formatted(plan.snapshots(), plan.packs()));
        if (plan.unlocked()) {
            terminal.say("host %s  %,d snapshots of %,d sources in %,d packs"
                    .formatted(host, plan.hostSnapshots(), plan.lineages(), plan.hostPacks()));
            terminal.say("to read     tables of %,d packs, the last snapshots of %,d sources"
                    .formatted(plan.tables(), plan.references()));
        } else {
            terminal.say(
                    "no key      whose snapshots they are and what is in packs cannot be known");
        }
        show(terminal, plan.left());
        if (!dryRun) return;
        terminal.document(json(plan, host).with("dry_run", Json.of(true)));
    }

    static ExitCode show(Terminal terminal, RebuildPlan plan, RebuildReport report)
            throws IOException {
        show(terminal, report.left());
        var aside = report.setAside();
        if (aside != null)
            terminal.say("the damaged catalog is now " + Printable.of(aside.toString()));
        if (report.dropped() > 0) {
            terminal.say("%,d packs that are gone are known no longer".formatted(report.dropped()));
        }
        if (plan.unlocked()) {
            terminal.say(
                    "learnt %,d packs, %,d of them with their chunks; fetched %,d last snapshots"
                            .formatted(report.packs(), report.indexed(), report.references()));
        } else if (!plan.present().exists() || plan.present().flaw() != null) {
            terminal.warn("nothing was learnt: the next backup reads and stores everything;"
                    + " a key that opens metadata prevents that");
        }
        terminal.document(Json.object()
                .with("unlocked", Json.of(plan.unlocked()))
                .with("snapshots", Json.of(plan.hostSnapshots()))
                .with("sources", Json.of(plan.lineages()))
                .with("packs", Json.of(report.packs()))
                .with("indexed", Json.of(report.indexed()))
                .with("dropped", Json.of(report.dropped()))
                .with("references", Json.of(report.references()))
                .with("left", left(plan.left()))
                .with("unread", left(report.left())));
        boolean damage = plan.left().stream().anyMatch(RebuildPlan.Left::damage)
                || report.left().stream().anyMatch(RebuildPlan.Left::damage);
        return damage ? ExitCode.PARTIAL : ExitCode.OK;
    }

    private static String present(RebuildPlan plan) {
        var present = plan.present();
        if (!present.exists()) return "none";
        if (present.flaw() != null) return "damaged: " + present.flaw();
        return "knows %,d snapshots of %,d sources, %,d packs"
                .formatted(present.snapshots(), present.lineages(), present.packs());
    }

    private static void show(Terminal terminal, List<RebuildPlan.Left> all) throws IOException {
        for (var left : all) {
            var line = "%s is not taken: %s".formatted(left.what(), left.why());
            if (left.damage()) {
                terminal.warn(line);
            } else {
                terminal.say("note: " + line);
            }
        }
    }

    private static Json.JsonObject json(RebuildPlan plan, String host) {
        return Json.object()
                .with("host", Json.of(host))
                .with("catalog", Json.of(present(plan)))
                .with("unlocked", Json.of(plan.unlocked()))
                .with("repository_snapshots", Json.of(plan.snapshots()))
                .with("repository_packs", Json.of(plan.packs()))
                .with("snapshots", Json.of(plan.hostSnapshots()))
                .with("sources", Json.of(plan.lineages()))
                .with("packs", Json.of(plan.hostPacks()))
                .with("tables", Json.of(plan.tables()))
                .with("references", Json.of(plan.references()))
                .with("left", left(plan.left()));
    }

    private static Json left(List<RebuildPlan.Left> all) {
        return Json.array(all.stream()
                .map(left -> Json.object()
                        .with("what", Json.of(left.what()))
                        .with("why", Json.of(left.why()))
                        .with("damage", Json.of(left.damage())))
                .toList());
    }
}
