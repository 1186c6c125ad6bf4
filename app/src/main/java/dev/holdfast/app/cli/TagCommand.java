package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.repository.KnownSnapshot;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Shows and edits what is said of snapshots: tags, and the pin that forbids forgetting.
@Command(
        name = "tag",
        description = "Show or edit the tags of snapshots, pin and unpin them.",
        footer = {
            "",
            "A pinned snapshot is never forgotten. Pins need no key; that a snapshot is pinned can",
            "be seen by who sees the repository's files, tags cannot be read without a key.",
            "",
            "Example: keep the last snapshot before a migration",
            "  holdfast tag latest --add why=migration --pin"
        })
public final class TagCommand implements Verb {

    @Parameters(paramLabel = "SNAPSHOT", arity = "1..*", description = "Which snapshots.")
    private List<String> named = new ArrayList<>();

    @Option(
            names = "--add",
            paramLabel = "KEY=VALUE",
            description = "Add a tag, or change its value. May be given several times.")
    private List<GivenTag> added = new ArrayList<>();

    @Option(
            names = "--remove",
            paramLabel = "KEY",
            description = "Remove a tag. May be given several times.")
    private List<String> removed = new ArrayList<>();

    @Option(names = "--clear", description = "Remove all tags that are not added.")
    private boolean clear;

    @Option(names = "--pin", description = "Forbid to forget the snapshots.")
    private boolean pin;

    @Option(names = "--unpin", description = "Allow it again.")
    private boolean unpin;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public TagCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        if (pin && unpin)
            throw CommandException.usage("--pin and --unpin exclude each other", null);
        try (var repository = access.open()) {
            return editsTags() || !(pin || unpin) ? withTags(repository) : pinOnly(repository);
        }
    }

    private boolean editsTags() {
        return clear || !added.isEmpty() || !removed.isEmpty();
    }

    private ExitCode withTags(Repository repository) throws IOException {
        try (var secrets = access.unlock(repository)) {
            var finder = new SnapshotFinder(repository, secrets, access.temporary());
            var marks = Marks.of(repository);
            for (var snapshot : found(finder)) {
                SortedMap<String, String> tags =
                        new TreeMap<>(marks.tags(snapshot.stored(), secrets, access.temporary()));
                if (editsTags()) {
                    edit(tags);
                    marks.replaceTags(
                            snapshot.stored().manifest().snapshot(), tags, access.random());
                }
                pin(marks, snapshot);
                show(marks, snapshot, tags);
            }
        }
        return ExitCode.OK;
    }

    private ExitCode pinOnly(Repository repository) throws IOException {
        try (var secrets = access.unlockIfPossible(repository)) {
            var finder = new SnapshotFinder(repository, secrets, access.temporary());
            for (var snapshot : found(finder)) {
                pin(Marks.of(repository), snapshot);
                terminal.say((pin ? "pinned " : "unpinned ") + Printable.of(snapshot.label()));
            }
        }
        return ExitCode.OK;
    }

    /// All of them are found before the first is changed.
    private List<KnownSnapshot> found(SnapshotFinder finder) throws IOException {
        var found = new ArrayList<KnownSnapshot>();
        for (var text : named) found.add(finder.find(text));
        return found;
    }

    private void edit(SortedMap<String, String> tags) {
        if (clear) tags.clear();
        for (var key : removed) tags.remove(key);
        tags.putAll(GivenTag.map(added));
    }

    private void pin(Marks marks, KnownSnapshot snapshot) throws IOException {
        var id = snapshot.stored().manifest().snapshot();
        if (pin) marks.pin(id);
        if (unpin) marks.unpin(id);
    }

    private void show(Marks marks, KnownSnapshot snapshot, SortedMap<String, String> tags)
            throws IOException {
        var id = snapshot.stored().manifest().snapshot();
        boolean pinned = marks.isPinned(id);
        terminal.line(Printable.of(snapshot.label()) + (pinned ? "  (pinned)" : ""));
        var members = Json.object();
        for (var tag : tags.entrySet()) {
            terminal.line("  " + Printable.of(tag.getKey() + "=" + tag.getValue()));
            members = members.with(tag.getKey(), Json.of(tag.getValue()));
        }
        terminal.document(Json.object()
                .with("snapshot", Json.of(id.toString()))
                .with("pinned", Json.of(pinned))
                .with("tags", members));
    }
}
