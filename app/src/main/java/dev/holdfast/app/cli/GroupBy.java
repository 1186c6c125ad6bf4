package dev.holdfast.app.cli;

import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.forget.ForgetJob;
import dev.holdfast.format.Printable;
import dev.holdfast.repository.KnownSnapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What snapshots must have in common to be weighed against each other: their lineage, or
/// some of host, path and tags.
final class GroupBy implements ForgetJob.Grouping {

    static final String LINEAGE = "lineage";
    private static final List<String> PARTS = List.of("host", "path", "tag");

    private final List<String> parts;
    private final ForgetJob.TagSource tags;

    private GroupBy(List<String> parts, ForgetJob.TagSource tags) {
        this.parts = parts;
        this.tags = tags;
    }

    /// Reads `lineage`, or any of `host,path,tag`; empty text makes one group of all.
    static GroupBy parse(String text, ForgetJob.TagSource tags) throws CommandException {
        var parts = text.isEmpty() ? List.<String>of() : List.of(text.split(",", -1));
        if (!parts.equals(List.of(LINEAGE)) && !PARTS.containsAll(parts)) {
            throw CommandException.usage(
                    "nothing groups snapshots by \"" + Printable.of(text) + '"',
                    "name lineage, or some of host,path,tag");
        }
        return new GroupBy(parts, tags);
    }

    @Override
    public String group(KnownSnapshot snapshot) throws IOException {
        if (parts.isEmpty()) return "all snapshots";
        if (parts.contains(LINEAGE)) return lineage(snapshot);
        var names = new ArrayList<String>();
        for (var part : PARTS) {
            if (!parts.contains(part)) continue;
            var source = snapshot.source();
            if (source == null) {
                throw new WrongKeyException("snapshot " + snapshot.label() + ": its " + part
                        + " is not known here without a key");
            }
            names.add(
                    switch (part) {
                        case "host" -> Printable.of(source.host());
                        case "path" -> source.root().toString();
                        default -> Printable.of(new TreeMap<>(tags.tags(snapshot)).toString());
                    });
        }
        // Whoever got hold of a bucket must not push good snapshots out with bad ones.
        if (!snapshot.stored().trusted()) names.add("(untrusted writer)");
        return String.join(" ", names);
    }

    /// The same, for a listing: what cannot be known without a key is no reason not to show
    /// the rest.
    String groupIfKnown(KnownSnapshot snapshot) throws IOException {
        boolean known = parts.isEmpty() || parts.contains(LINEAGE) || snapshot.source() != null;
        return known ? group(snapshot) : "not known without a key";
    }

    /// A lineage has one writer. Another writer's snapshots that claim to be of it are weighed
    /// by themselves, so that nobody can push good ones out with bad ones.
    private static String lineage(KnownSnapshot snapshot) {
        var manifest = snapshot.stored().manifest();
        var source = snapshot.source();
        return "%slineage %s of writer %s"
                .formatted(
                        source == null
                                ? ""
                                : Printable.of(source.host()) + " " + source.root() + ", ",
                        manifest.lineage(),
                        manifest.writer().substring(0, 16));
    }
}
