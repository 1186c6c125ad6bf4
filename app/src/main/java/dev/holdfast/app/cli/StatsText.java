package dev.holdfast.app.cli;

import dev.holdfast.format.manifest.Json;
import dev.holdfast.stats.Cost;
import dev.holdfast.stats.Stats;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;

/// What snapshots cost, for people as a table with the dearest first, and for programs.
final class StatsText {

    private StatsText() {}

    static void show(Terminal terminal, Stats stats) throws IOException {
        boolean chunks = stats.all().chunks() != null;
        var dearest = new ArrayList<>(stats.groups());
        dearest.sort(Comparator.comparingLong(Cost::freed).reversed());
        terminal.line(head(chunks));
        for (var cost : dearest) terminal.line(line(cost));
        if (stats.groups().size() > 1) terminal.line(line(stats.all()));
        var documents = stats.groups().stream().map(StatsText::json).toList();
        terminal.document(
                Json.object().with("groups", Json.array(documents)).with("all", json(stats.all())));
    }

    private static String head(boolean chunks) {
        return "%9s  %10s  %10s  %10s  %10s%s  %s"
                .formatted(
                        "snapshots",
                        "logical",
                        "stored",
                        "shared",
                        "only here",
                        chunks ? "  %10s  %10s".formatted("in chunks", "only here") : "",
                        "of");
    }

    private static String line(Cost cost) {
        var chunks = cost.chunks();
        var more = chunks == null
                ? ""
                : "  %10s  %10s"
                        .formatted(Amounts.bytes(chunks.used()), Amounts.bytes(chunks.alone()));
        return String.format(
                Locale.ROOT,
                "%,9d  %10s  %10s  %10s  %10s%s  %s",
                cost.snapshots(),
                Amounts.bytes(cost.logical()),
                Amounts.bytes(cost.stored()),
                Amounts.bytes(cost.shared()),
                Amounts.bytes(cost.freed()),
                more,
                cost.name());
    }

    private static Json.JsonObject json(Cost cost) {
        var json = Json.object()
                .with("name", Json.of(cost.name()))
                .with("snapshots", Json.of(cost.snapshots()))
                .with("logical_bytes", Json.of(cost.logical()))
                .with("stored_bytes", Json.of(cost.stored()))
                .with("shared_bytes", Json.of(cost.shared()))
                .with("freed_bytes", Json.of(cost.freed()));
        var chunks = cost.chunks();
        return chunks == null
                ? json
                : json.with("chunk_bytes", Json.of(chunks.used()))
                        .with("alone_chunk_bytes", Json.of(chunks.alone()));
    }
}
