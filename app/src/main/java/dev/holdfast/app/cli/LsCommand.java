package dev.holdfast.app.cli;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.archive.StreamCopy;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.PxarAccessor;
import dev.holdfast.format.pxar.PxarDirectory;
import dev.holdfast.format.pxar.PxarEntry;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;

/// Lists the entries of a place in a snapshot.
@Command(
        name = "ls",
        description = "List the entries of a snapshot, or of a directory in it.",
        footer = {
            "",
            "Example: everything below one directory of the last snapshot",
            "  holdfast ls --recursive latest:/home/ada/Documents"
        })
public final class LsCommand implements Verb {

    @Parameters(paramLabel = "PLACE", description = "SNAPSHOT or SNAPSHOT:/absolute/source/path.")
    private String place = "";

    @Option(
            names = {"-R", "--recursive"},
            description = "Directories too, all the way down.")
    private boolean recursive;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public LsCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        var wanted = SnapshotPlace.parse(place);
        try (var repository = access.openToRead(wanted.snapshot());
                var secrets = access.unlock(repository);
                var snapshot = wanted.open(access, repository, secrets)) {
            show(wanted, ArchiveReader.open(snapshot));
        }
        return ExitCode.OK;
    }

    private void show(SnapshotPlace wanted, ArchiveReader archive)
            throws IOException, InterruptedException {
        var snapshot = archive.snapshot();
        var inside = wanted.inside(snapshot);
        var root = snapshot.facts().source().directory();
        try (var metadata = StreamCopy.open(archive.metadata(), access.temporary())) {
            if (recursive && inside.isEmpty()) archive.copyMetadata(metadata);
            var tree = PxarAccessor.openStored(metadata);
            var entry = wanted.entry(snapshot, tree);
            if (entry instanceof PxarEntry.Directory) {
                list(tree, directory(tree, inside), inside.isEmpty() ? root : root.child(inside));
            } else {
                show(tree, root.child(inside), entry);
            }
        }
    }

    private static PxarDirectory directory(PxarAccessor tree, ByteString inside)
            throws IOException {
        var directory = tree.root();
        for (int from = 0; from < inside.length(); ) {
            int end = inside.indexOf('/', from);
            if (end < 0) end = inside.length();
            if (directory.find(inside.substring(from, end)) instanceof PxarEntry.Directory child) {
                directory = directory.open(child);
            }
            from = end + 1;
        }
        return directory;
    }

    private void list(PxarAccessor tree, PxarDirectory directory, ByteString path)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException("ls");
        var children = directory.children();
        for (var child = children.next(); child != null; child = children.next()) {
            var childPath = path.child(child.name());
            show(tree, childPath, child);
            if (recursive && child instanceof PxarEntry.Directory below) {
                list(tree, directory.open(below), childPath);
            }
        }
    }

    private void show(PxarAccessor tree, ByteString path, PxarEntry entry) throws IOException {
        if (terminal.json()) {
            terminal.document(EntryText.json(path, entry, resolved(tree, entry)));
        } else {
            terminal.line(EntryText.line(path, entry, resolved(tree, entry)));
        }
    }

    private static PxarEntry.@Nullable RegularFile resolved(PxarAccessor tree, PxarEntry entry)
            throws IOException {
        return switch (entry) {
            case PxarEntry.Hardlink link -> tree.follow(link);
            case PxarEntry.RegularFile file -> file;
            case PxarEntry.Directory _,
                    PxarEntry.Symlink _,
                    PxarEntry.Device _,
                    PxarEntry.Fifo _,
                    PxarEntry.Socket _ -> null;
        };
    }
}
