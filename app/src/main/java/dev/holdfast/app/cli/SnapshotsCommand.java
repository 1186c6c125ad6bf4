package dev.holdfast.app.cli;

import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.KnownSnapshot;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lists snapshots, as much of them as can be known with the keys at hand.
@Command(
        name = "snapshots",
        description = "List the snapshots.",
        footer = {
            "",
            "Without a key, names are shown of those snapshots that this host has made.",
            "",
            "Example: the last three of every source of one host",
            "  holdfast snapshots --host ada --latest 3"
        })
public final class SnapshotsCommand implements Verb {

    @Option(names = "--host", paramLabel = "NAME", description = "Only snapshots of this host.")
    private @Nullable String host;

    @Option(names = "--latest", paramLabel = "N", description = "Only the last N of every source.")
    private int latest = Integer.MAX_VALUE;

    @Option(
            names = "--tag",
            paramLabel = "KEY[=VALUE]",
            description = "Only snapshots with this tag. Needs a key. May be given several times.")
    private List<String> tags = new ArrayList<>();

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
            var all = new SnapshotFinder(repository, secrets, access.temporary()).all();
            var ofHost = all.stream().filter(this::isWanted).toList();
            var shown = lastOfEach(tagged(repository, secrets, ofHost));
            var pins = Marks.of(repository).pins();
            for (var snapshot : shown) terminal.line(line(snapshot, pins));
            terminal.say("%,d snapshots".formatted(shown.size()));
            terminal.document(Json.object()
                    .with(
                            "snapshots",
                            Json.array(shown.stream().map(s -> json(s, pins)).toList())));
        }
        return ExitCode.OK;
    }

    private boolean isWanted(KnownSnapshot snapshot) {
        var source = snapshot.source();
        return host == null || (source != null && source.host().equals(host));
    }

    private List<KnownSnapshot> tagged(
            Repository repository,
            @Nullable RepositorySecrets secrets,
            List<KnownSnapshot> snapshots)
            throws IOException {
        if (tags.isEmpty()) return snapshots;
        if (secrets == null) throw new WrongKeyException("tags cannot be read without a key");
        var rules = tags.stream().map(KeepOptions::tag).toList();
        var found = new ArrayList<KnownSnapshot>();
        for (var snapshot : snapshots) {
            var has = Marks.of(repository).tags(snapshot.stored(), secrets, access.temporary());
            if (rules.stream().allMatch(rule -> rule.fits(has))) found.add(snapshot);
        }
        return found;
    }

    private List<KnownSnapshot> lastOfEach(List<KnownSnapshot> oldestFirst) {
        Map<Object, Integer> seen = new HashMap<>();
        var kept = new ArrayList<KnownSnapshot>();
        for (var snapshot : oldestFirst.reversed()) {
            var lineage = snapshot.stored().manifest().lineage();
            if (seen.merge(lineage, 1, Integer::sum) <= latest) kept.add(snapshot);
        }
        return kept.reversed();
    }

    private static String line(KnownSnapshot snapshot, Set<SnapshotId> pins) {
        var manifest = snapshot.stored().manifest();
        var source = snapshot.source();
        return "%s  %s  %s  %,10d files  %10s  %s%s%s"
                .formatted(
                        manifest.snapshot().shortText(),
                        Amounts.time(snapshot.moment()),
                        Printable.of(snapshot.label()),
                        manifest.totalFiles(),
                        Amounts.bytes(manifest.totalSize()),
                        source == null ? "" : source.root(),
                        pins.contains(manifest.snapshot()) ? "  (pinned)" : "",
                        snapshot.stored().trusted() ? "" : "  (untrusted writer)");
    }

    private static Json json(KnownSnapshot snapshot, Set<SnapshotId> pins) {
        var manifest = snapshot.stored().manifest();
        var json = Json.object()
                .with("snapshot", Json.of(manifest.snapshot().toString()))
                .with("lineage", Json.of(manifest.lineage().toString()))
                .with("created_at", Json.of(manifest.createdAt().toString()))
                .with("files", Json.of(manifest.totalFiles()))
                .with("bytes", Json.of(manifest.totalSize()))
                .with("packs", Json.of(manifest.blobs().size()))
                .with("pinned", Json.of(pins.contains(manifest.snapshot())))
                .with("writer", Json.of(manifest.writer()))
                .with("trusted", Json.of(snapshot.stored().trusted()));
        var source = snapshot.source();
        var name = snapshot.name();
        if (source != null && name != null) {
            json = json.with("name", Json.of(name))
                    .with("host", Json.of(source.host()))
                    .with("kind", Json.of(source.kind()))
                    .with("root", Json.of(source.root().toString()));
        }
        return json;
    }
}
