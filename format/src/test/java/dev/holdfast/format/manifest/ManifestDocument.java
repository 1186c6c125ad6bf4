package dev.holdfast.format.manifest;

import dev.holdfast.format.doc.DocumentedFormat;
import dev.holdfast.format.doc.Example;
import dev.holdfast.format.doc.Layout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the code says about docs/format/manifest.md: the members of each page.
public final class ManifestDocument implements DocumentedFormat {

    @Override
    public String page() {
        return "manifest.md";
    }

    @Override
    public Map<String, List<List<String>>> tables() {
        var tables = new TreeMap<String, List<List<String>>>();
        for (var name : List.of(
                "descriptor",
                "manifest",
                "tombstone",
                "writer",
                "mark",
                "trash",
                "trash-writers")) {
            tables.put(name, members(name));
        }
        return tables;
    }

    @Override
    public Map<String, Layout> layouts() {
        return Map.of();
    }

    @Override
    public Map<String, Example> examples() {
        return Map.of();
    }

    @Override
    public List<String> pins() {
        return List.of(
                "manifest version " + Manifest.VERSION,
                "manifest size max " + Manifest.SIZE_MAX,
                "descriptor format " + Descriptor.FORMAT,
                "descriptor size max " + Descriptor.SIZE_MAX,
                "json depth max " + JsonReader.DEPTH_MAX,
                "mark size max " + SnapshotTags.SIZE_MAX,
                "trash keys max " + BlobPaths.COUNT_MAX,
                "trash size max " + BlobPaths.SIZE_MAX,
                "domain " + Manifest.SIGNING_DOMAIN,
                "domain " + Descriptor.SIGNING_DOMAIN);
    }

    /// The example called `name`, as its bytes are in a store.
    static byte[] example(String name) throws IOException {
        var root = Path.of(System.getProperty("holdfast.root"));
        var page = Files.readString(root.resolve("docs/format/manifest.md"));
        var start = "\n```json " + name + "\n";
        int from = page.indexOf(start);
        if (from < 0) throw new AssertionError("the page has no example " + name);
        from += start.length();
        var text = page.substring(from, page.indexOf("\n```", from));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<List<String>> members(String name) {
        try {
            var rows = new ArrayList<List<String>>();
            var json = JsonReader.object("the example", example(name));
            for (var member : json.members().keySet()) rows.add(List.of(member));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
