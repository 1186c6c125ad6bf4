package dev.holdfast.app.cli;

import dev.holdfast.forget.Decision;
import dev.holdfast.forget.ForgetPlan;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.KnownSnapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// What a forget would do, or does, with the reason for each snapshot.
final class ForgetText {

    private ForgetText() {}

    static void show(
            Terminal terminal, ForgetPlan plan, Collection<KnownSnapshot> all, boolean dryRun)
            throws IOException {
        Map<SnapshotId, String> labels = new HashMap<>();
        for (var known : all) labels.put(known.stored().manifest().snapshot(), known.label());
        var documents = new ArrayList<Json>();
        for (var group : plan.groups()) {
            terminal.say(group.name());
            for (var decision : group.decisions()) {
                var id = decision.snapshot().id();
                terminal.say(line(decision, labels.getOrDefault(id, id.shortText())));
                documents.add(json(group, decision));
            }
        }
        int forgotten = plan.forgotten().size();
        terminal.say("%s %,d snapshots, %s %,d"
                .formatted(
                        dryRun ? "would forget" : "forgetting",
                        forgotten,
                        dryRun ? "keep" : "keeping",
                        plan.keptCount()));
        terminal.document(Json.object()
                .with("dry_run", Json.of(dryRun))
                .with("forgotten", Json.of(forgotten))
                .with("kept", Json.of(plan.keptCount()))
                .with("snapshots", Json.array(documents)));
    }

    private static String line(Decision decision, String label) {
        var snapshot = decision.snapshot();
        return "  %s  %s  %s  %s"
                .formatted(
                        decision.keeps() ? "keep  " : "forget",
                        snapshot.id().shortText(),
                        Printable.of(label),
                        Printable.of(String.join(", ", decision.reasons())))
                .stripTrailing();
    }

    private static Json json(ForgetPlan.Group group, Decision decision) {
        return Json.object()
                .with("snapshot", Json.of(decision.snapshot().id().toString()))
                .with("group", Json.of(group.name()))
                .with("keep", Json.of(decision.keeps()))
                .with(
                        "reasons",
                        Json.array(decision.reasons().stream().map(Json::of).toList()));
    }
}
