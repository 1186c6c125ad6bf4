package dev.holdfast.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.ArchiveLimits;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PxarDecoder;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.PxarEvent;
import dev.holdfast.restore.RestoreNotice;
import dev.holdfast.restore.TargetDirectory;
import dev.holdfast.restore.TreeWriter;
import dev.holdfast.sys.SysException;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Reads an archive once and writes its tree. For one thread.
///
/// A damaged archive is noticed where the damage is: what came before is written by then.
/// Keeps some hundred bytes for every directory, which later hard links may lead to.
public final class ArchiveExtraction {

    private record Open(TargetDirectory directory, Metadata metadata, ByteString path) {}

    private final PxarDecoder archive;
    private final TreeWriter writer;
    private final Consumer<RestoreNotice> notices;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<ByteString, TargetDirectory> directories = new HashMap<>();
    private final byte[] buffer = new byte[1 << 17];

    private ArchiveExtraction(
            PxarDecoder archive, TreeWriter writer, Consumer<RestoreNotice> notices) {
        this.archive = archive;
        this.writer = writer;
        this.notices = notices;
    }

    /// Writes everything, the root's own metadata too, and makes it durable. `notices` is
    /// also told of entries that are not there at all.
    ///
    /// @throws IOException if the archive is damaged, or the target takes no more
    public static void run(PxarDecoder archive, TreeWriter writer, Consumer<RestoreNotice> notices)
            throws IOException, InterruptedException {
        var extraction = new ArchiveExtraction(archive, writer, notices);
        extraction.walk();
        writer.finish();
        writer.sync();
    }

    private void walk() throws IOException, InterruptedException {
        for (PxarEvent event; (event = archive.next()) != null; ) {
            if (Thread.interrupted()) throw new InterruptedException("pxar extract");
            switch (event) {
                case PxarEvent.Enter(var directory) -> enter(directory);
                case PxarEvent.Item(var entry) -> attempt(entry);
                case PxarEvent.Leave _ -> {
                    var left = open.pop();
                    left.directory.finish(left.metadata);
                }
            }
        }
    }

    private void enter(PxarEntry.Directory directory) throws IOException {
        var above = open.peek();
        var path = above == null ? ByteString.EMPTY : above.path.child(directory.name());
        var made = above == null ? writer.root() : above.directory.directory(directory.name());
        open.push(new Open(made, directory.metadata(), path));
        // Longer ones no hard link can name.
        if (path.length() <= ArchiveLimits.TARGET_LENGTH_MAX) directories.put(path, made);
    }

    /// What this file system or user cannot have is told, and the rest goes on.
    private void attempt(PxarEntry entry) throws IOException, InterruptedException {
        try {
            item(entry, open.element().directory);
        } catch (SysException e) {
            var errno = e.errno();
            if (errno == null) throw e;
            switch (errno) {
                case ENAMETOOLONG, EACCES, EPERM, EISDIR, EFBIG, EINVAL, EMLINK, EOPNOTSUPP ->
                    tellMissing(entry, e.reason());
                default -> throw e;
            }
        }
    }

    private void item(PxarEntry entry, TargetDirectory in)
            throws IOException, InterruptedException {
        var name = entry.name();
        switch (entry) {
            case PxarEntry.RegularFile file -> file(file, in);
            case PxarEntry.Symlink link -> in.symlink(name, link.target(), link.metadata());
            case PxarEntry.Device device ->
                in.device(name, device.metadata(), device.major(), device.minor());
            case PxarEntry.Fifo fifo -> in.special(name, fifo.metadata());
            case PxarEntry.Socket socket -> in.special(name, socket.metadata());
            case PxarEntry.Hardlink link -> link(link, in);
            case PxarEntry.Directory _ -> throw new IllegalStateException("a directory as an item");
        }
    }

    private void file(PxarEntry.RegularFile file, TargetDirectory in)
            throws IOException, InterruptedException {
        try (var target = in.file(file.name(), file.metadata())) {
            var content = archive.content();
            long position = 0;
            for (int count; (count = content.read(buffer)) >= 0; position += count) {
                if (Thread.interrupted()) throw new InterruptedException("pxar extract");
                target.write(position, buffer, 0, count);
            }
            target.finish(file.size());
        }
    }

    /// The decoder has checked that the link leads to an earlier file of this archive.
    private void link(PxarEntry.Hardlink link, TargetDirectory in) throws IOException {
        var path = link.target();
        int slash = path.lastIndexOf('/');
        var above = slash < 0 ? ByteString.EMPTY : path.substring(0, slash);
        var directory = directories.get(above);
        if (directory == null) throw new IllegalStateException("no directory " + above);
        var name = path.substring(slash + 1, path.length());
        if (directory.find(name) == null) {
            tellMissing(link, "is another name of %s, which is not there".formatted(path));
        } else if (!in.hardlink(link.name(), directory, name)) {
            tellMissing(link, "cannot be another name of %s here".formatted(path));
        }
    }

    private void tellMissing(PxarEntry entry, String detail) {
        var path = open.element().path.child(entry.name());
        notices.accept(new RestoreNotice(path, RestoreNotice.Kind.MISSING, detail));
    }
}
