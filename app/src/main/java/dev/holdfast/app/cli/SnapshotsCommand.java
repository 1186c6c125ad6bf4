package dev.holdfast.app.cli;

import dev.holdfast.format.manifest.Json;
import dev.holdfast.repository.KnownSnapshot;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.SnapshotFinder;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Lists snapshots, as much of them as can be known with the keys at hand.
@Command(
        name = "snapshots",
        description = "List the snapshots.",
        footer = {
            "",
            "Without a key, names are shown of those snapshots that this host has made.",
            "",
            "Example: the last three of every source of one host",
            "  holdfast snapshots --host ada --latest 3",
            "Example: of every directory the last that was made before a migration",
            "  holdfast snapshots --tag why=migration --group-by path --latest 1"
        })
public final class SnapshotsCommand implements Verb {

    @Option(names = "--host", paramLabel = "NAME", description = "Only snapshots of this host.")
    private @Nullable String host;

    @Option(
            names = "--tag",
            paramLabel = "KEY[=VALUE]",
            description = "Only snapshots with this tag. Needs a key. May be given several times:"
                    + " all of them count.")
    private List<String> wanted = new ArrayList<>();

    @Option(
            names = "--group-by",
            paramLabel = "PARTS",
            description = "Show those together that agree in these: lineage, or some of"
                    + " host,path,tag.")
    private @Nullable String groupBy;

    @Option(
            names = "--latest",
            paramLabel = "N",
            description = "Only the last N of every source, or of every group, among those that"
                    + " the other options leave.")
    private int latest = Integer.MAX_VALUE;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public SnapshotsCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        try (var repository = access.open();
                var secrets = access.unlockIfPossible(repository)) {
            var tags = new TagsOnce(repository, secrets, access.temporary());
            var grouping = GroupBy.parse(groupBy == null ? GroupBy.LINEAGE : groupBy, tags);
            var groups = new LinkedHashMap<String, List<KnownSnapshot>>();
            var all = new SnapshotFinder(repository, secrets, access.temporary()).all();
            for (var snapshot : all) {
                if (!isWanted(snapshot, tags)) continue;
                groups.computeIfAbsent(grouping.groupIfKnown(snapshot), _ -> new ArrayList<>())
                        .add(snapshot);
            }
            groups.replaceAll((_, members) -> last(members));
            var text = new SnapshotText(Marks.of(repository).pins(), tags);
            show(all, groups, text);
        }
        return ExitCode.OK;
    }

    private void show(
            List<KnownSnapshot> all, Map<String, List<KnownSnapshot>> groups, SnapshotText text)
            throws IOException {
        if (groupBy == null) {
            var shown = groups.values().stream().flatMap(List::stream).collect(Collectors.toSet());
            var ordered = all.stream().filter(shown::contains).toList();
            for (var snapshot : ordered) terminal.line(text.line(snapshot));
            terminal.say("%,d snapshots".formatted(ordered.size()));
            terminal.document(Json.object().with("snapshots", text.json(ordered)));
            return;
        }
        var documents = new ArrayList<Json>();
        long count = 0;
        for (var group : groups.entrySet()) {
            terminal.line(group.getKey());
            for (var snapshot : group.getValue()) terminal.line("  " + text.line(snapshot));
            count += group.getValue().size();
            documents.add(Json.object()
                    .with("group", Json.of(group.getKey()))
                    .with("snapshots", text.json(group.getValue())));
        }
        terminal.say("%,d snapshots in %,d groups".formatted(count, groups.size()));
        terminal.document(Json.object().with("groups", Json.array(documents)));
    }

    private boolean isWanted(KnownSnapshot snapshot, TagsOnce tags) throws IOException {
        var source = snapshot.source();
        if (host != null && (source == null || !source.host().equals(host))) return false;
        for (var tag : wanted) {
            if (!KeepOptions.tag(tag).fits(tags.tags(snapshot))) return false;
        }
        return true;
    }

    private List<KnownSnapshot> last(List<KnownSnapshot> oldestFirst) {
        int left =
                Math.clamp((long) oldestFirst.size() - Math.max(0, latest), 0, oldestFirst.size());
        return oldestFirst.subList(left, oldestFirst.size());
    }
}
