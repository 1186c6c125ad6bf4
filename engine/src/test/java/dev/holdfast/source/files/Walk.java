package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.Notice;
import dev.holdfast.source.Source;
import dev.holdfast.source.SourceEntry;
import dev.holdfast.source.SourceEvent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A walk that is over: what came, and what was said.
record Walk(List<String> paths, List<Notice> notices) {

    /// What is done with each entry when it comes.
    interface Visitor {

        void visit(SourceEntry entry) throws IOException;
    }

    static Walk of(Path root, FileTreeOptions options) throws IOException {
        return of(root, options, _ -> {});
    }

    static Walk of(Path root, FileTreeOptions options, Visitor visitor) throws IOException {
        return of(tree(root, options), visitor);
    }

    /// A walk that runs ahead from its first event on.
    static Walk ahead(Path root, FileTreeOptions options, Visitor visitor) throws IOException {
        return of(AheadTree.of(path(root), options), visitor);
    }

    private static Walk of(Source tree, Visitor visitor) throws IOException {
        var paths = new ArrayList<String>();
        var notices = new ArrayList<Notice>();
        int depth = 0;
        try (var cursor = tree.open(notices::add)) {
            for (var event = cursor.next(); event != null; event = cursor.next()) {
                switch (event) {
                    case SourceEvent.Enter(var entry) -> {
                        depth++;
                        paths.add(entry.path().latin1() + "/");
                        visitor.visit(entry);
                    }
                    case SourceEvent.Item(var entry) -> {
                        paths.add(entry.path().latin1());
                        visitor.visit(entry);
                    }
                    case SourceEvent.Leave() -> depth--;
                }
            }
        }
        if (depth != 0) throw new AssertionError(depth + " directories were not left");
        return new Walk(paths, notices);
    }

    static FileTree tree(Path root, FileTreeOptions options) {
        return FileTree.of(path(root), options);
    }

    static ByteString path(Path path) {
        return ByteString.utf8(path.toString());
    }

    /// Everything an entry's content says.
    static byte[] read(dev.holdfast.source.Content content) throws IOException {
        var all = new ByteArrayOutputStream();
        var buffer = new byte[1000];
        for (int n; (n = content.read(buffer, 0, buffer.length)) > 0; ) all.write(buffer, 0, n);
        return all.toByteArray();
    }

    List<Notice.Kind> kinds() {
        return notices.stream().map(Notice::kind).toList();
    }
}
