package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.source.Content;
import dev.holdfast.source.Notice;
import dev.holdfast.source.Source;
import dev.holdfast.source.SourceEntry;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.source.files.FileTree;
import dev.holdfast.source.files.FileTreeOptions;
import dev.holdfast.sys.Fcntl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Carries a tree from a source straight to a target, as a backup and a restore would with
/// nothing in between.
public final class TreeCopy {

    /// What was said on the way.
    public record Result(List<Notice> notices, List<RestoreNotice> restoreNotices) {}

    private record Inode(long device, long inode) {}

    private record Place(TargetDirectory directory, ByteString name) {}

    private final Map<Inode, Place> linked = new HashMap<>();
    private final Deque<TargetDirectory> directories = new ArrayDeque<>();
    private final Deque<dev.holdfast.format.pxar.Metadata> metadata = new ArrayDeque<>();
    private final byte[] buffer = new byte[100_000];

    private TreeCopy() {}

    public static Result run(Path from, Path to, Owners owners) throws IOException {
        return run(FileTree.of(ByteString.utf8(from.toString()), FileTreeOptions.ALL), to, owners);
    }

    public static Result run(Source source, Path to, Owners owners) throws IOException {
        var notices = new ArrayList<Notice>();
        var restoreNotices = new ArrayList<RestoreNotice>();
        Files.createDirectories(to);
        var options = new TreeWriterOptions(owners, true, new Random(1));
        var path = ByteString.utf8(to.toString());
        try (var target = Fcntl.open(path, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
                var writer = TreeWriter.open(target, options, restoreNotices::add);
                var cursor = source.open(notices::add)) {
            var copy = new TreeCopy();
            for (var event = cursor.next(); event != null; event = cursor.next()) {
                copy.take(event, writer);
            }
            writer.finish();
            writer.sync();
        }
        return new Result(notices, restoreNotices);
    }

    private void take(SourceEvent event, TreeWriter writer) throws IOException {
        switch (event) {
            case SourceEvent.Enter(var entry) -> {
                var parent = directories.peek();
                directories.push(parent == null ? writer.root() : parent.directory(entry.name()));
                metadata.push(java.util.Objects.requireNonNull(entry.metadata()));
            }
            case SourceEvent.Leave() -> directories.pop().finish(metadata.pop());
            case SourceEvent.Item(var entry) -> item(entry, directories.getFirst());
        }
    }

    private void item(SourceEntry entry, TargetDirectory parent) throws IOException {
        if (entry.facts().type() == FileType.REGULAR) {
            try (var content = entry.open()) {
                if (content != null) file(content, entry.name(), parent);
            }
            return;
        }
        var metadata = entry.metadata();
        if (metadata == null) return;
        switch (metadata.type()) {
            case SYMLINK -> {
                var target = entry.target();
                if (target != null) parent.symlink(entry.name(), target, metadata);
            }
            case FIFO, SOCKET -> parent.special(entry.name(), metadata);
            case BLOCK_DEVICE, CHARACTER_DEVICE ->
                parent.device(entry.name(), metadata, entry.deviceMajor(), entry.deviceMinor());
            case REGULAR, DIRECTORY -> throw new AssertionError(metadata.type());
        }
    }

    private void file(Content content, ByteString name, TargetDirectory parent) throws IOException {
        var facts = content.facts();
        if (facts.links() > 1) {
            var inode = new Inode(facts.device(), facts.inode());
            var first = linked.putIfAbsent(inode, new Place(parent, name));
            if (first != null && parent.hardlink(name, first.directory, first.name)) return;
        }
        try (var file = parent.file(name, content.metadata())) {
            long position = 0;
            while (true) {
                int count = content.read(buffer, 0, buffer.length);
                if (count < 0) break;
                file.write(position, buffer, 0, count);
                position += count;
            }
            file.finish(position);
        }
    }
}
