package dev.holdfast.app.cli;

import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.KnownSnapshot;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.stats.Stats;
import dev.holdfast.stats.StatsJob;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Says which snapshots cost how much.
@Command(
        name = "stats",
        description = "Say who costs what: which snapshots need how much of the repository.",
        footer = {
            "",
            "A pack is counted once in each line. What only one line needs is freed when all its",
            "snapshots are forgotten and pruned; what it shares with others stays. Snapshots that",
            "are named make a line of their own: what forgetting just these would free.",
            "",
            "No key is needed, nothing is fetched but manifests that this host has not seen, and",
            "no packs are listed. What no snapshot needs any more is not counted: `prune --dry-run`",
            "says how much that is.",
            "",
            "A pack is freed as a whole, or not at all. --chunks looks into every snapshot's",
            "database, with a metadata key, and says also what of the packs is whose. Chunks that",
            "nobody needs, in packs that somebody needs, go when later backups have stored anew",
            "what else is in such a pack.",
            "",
            "Example: what would be free without the snapshots of last week",
            "  holdfast stats ada-20261114 ada-20261115"
        })
public final class StatsCommand implements Verb {

    private static final String SNAPSHOT = "snapshot";

    @Parameters(
            paramLabel = "SNAPSHOT",
            arity = "0..*",
            description = "Count these together, against all others.")
    private List<String> named = new ArrayList<>();

    @Option(
            names = "--group-by",
            paramLabel = "PARTS",
            description = "Count those together that agree in these: lineage (the default),"
                    + " snapshot, or some of host,path,tag.")
    private @Nullable String groupBy;

    @Option(names = "--chunks", description = "Count chunks too. Needs a metadata key.")
    private boolean chunks;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public StatsCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        if (groupBy != null && !named.isEmpty()) {
            throw CommandException.usage("snapshots and --group-by exclude each other", null);
        }
        try (var repository = access.open();
                var secrets = access.unlockIfPossible(repository)) {
            if (chunks && secrets == null) {
                throw new WrongKeyException("--chunks cannot be counted without a key");
            }
            var finder = new SnapshotFinder(repository, secrets, access.temporary());
            var all = finder.all();
            var groups = named.isEmpty()
                    ? grouped(all, new TagsOnce(repository, secrets, access.temporary()))
                    : against(all, chosen(finder));
            StatsText.show(terminal, count(repository, secrets, groups));
        }
        return ExitCode.OK;
    }

    private Stats count(
            Repository repository,
            @Nullable RepositorySecrets secrets,
            Map<String, List<StoredManifest>> groups)
            throws IOException, InterruptedException {
        if (!chunks || secrets == null) return StatsJob.byPacks().run(groups);
        try (var line = terminal.progress()) {
            return StatsJob.byChunks(repository, secrets, access.temporary(), (done, total) -> {
                        if (!line.due()) return;
                        line.show("looking into database %,d of %,d".formatted(done, total), 0, 0);
                    })
                    .run(groups);
        }
    }

    private Map<String, List<StoredManifest>> grouped(List<KnownSnapshot> all, TagsOnce tags)
            throws IOException {
        var by = groupBy == null ? GroupBy.LINEAGE : groupBy;
        var grouping = by.equals(SNAPSHOT) ? null : GroupBy.parse(by, tags);
        var groups = new LinkedHashMap<String, List<StoredManifest>>();
        for (var snapshot : all) {
            groups.computeIfAbsent(name(grouping, snapshot), _ -> new ArrayList<>())
                    .add(snapshot.stored());
        }
        return groups;
    }

    private static String name(@Nullable GroupBy grouping, KnownSnapshot snapshot)
            throws IOException {
        if (grouping != null) return grouping.groupIfKnown(snapshot);
        var source = snapshot.source();
        return "%s  %s  %s%s"
                .formatted(
                        snapshot.stored().manifest().snapshot().shortText(),
                        Amounts.time(snapshot.moment()),
                        Printable.of(snapshot.label()),
                        source == null ? "" : "  " + source.root());
    }

    private Set<SnapshotId> chosen(SnapshotFinder finder) throws IOException {
        var chosen = new HashSet<SnapshotId>();
        for (var text : named) chosen.add(finder.find(text).stored().manifest().snapshot());
        return chosen;
    }

    private static Map<String, List<StoredManifest>> against(
            List<KnownSnapshot> all, Set<SnapshotId> chosen) {
        var groups = new LinkedHashMap<String, List<StoredManifest>>();
        groups.put("the named", new ArrayList<>());
        groups.put("the others", new ArrayList<>());
        for (var snapshot : all) {
            boolean named = chosen.contains(snapshot.stored().manifest().snapshot());
            var group = groups.get(named ? "the named" : "the others");
            if (group != null) group.add(snapshot.stored());
        }
        return groups;
    }
}
