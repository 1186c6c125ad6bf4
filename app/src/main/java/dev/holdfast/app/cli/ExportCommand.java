package dev.holdfast.app.cli;

import dev.holdfast.app.export.TarExport;
import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.export.EntrySink;
import dev.holdfast.export.Export;
import dev.holdfast.export.Prelude;
import dev.holdfast.export.PxarExport;
import dev.holdfast.repository.OpenSnapshot;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// Writes a place of a snapshot as an archive that other programs read.
@Command(
        name = "export",
        description = "Write a snapshot, or a directory in it, as a pxar or tar archive.",
        footer = {
            "",
            "A pxar archive has everything that a snapshot has. A tar archive has no sockets,",
            "inode flags and project ids. Files are made new, never overwritten, and are not left",
            "behind by an export that fails.",
            "",
            "Example: a home directory for somebody who has only tar",
            "  holdfast export --tar - latest:/home/ada | ssh host tar -xp"
        })
public final class ExportCommand implements Verb {

    @Parameters(paramLabel = "PLACE", description = "SNAPSHOT or SNAPSHOT:/absolute/source/path.")
    private String place = "";

    @Option(names = "--pxar", paramLabel = "FILE", description = "Make a pxar file, version 1.")
    private @Nullable Path pxar;

    @Option(
            names = "--split",
            paramLabel = "BASE",
            description = "Make the two files BASE.mpxar and BASE.ppxar, pxar version 2.")
    private @Nullable Path split;

    @Option(
            names = "--tar",
            paramLabel = "FILE",
            description = "Make a tar file with pax headers; - means standard output.")
    private @Nullable Path tar;

    private final RepositoryAccess access;
    private final Terminal terminal;
    private boolean whole = true;

    public ExportCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        int forms = (pxar == null ? 0 : 1) + (split == null ? 0 : 1) + (tar == null ? 0 : 1);
        if (forms != 1) {
            throw CommandException.usage("one of --pxar, --split and --tar is needed", null);
        }
        var wanted = SnapshotPlace.parse(place);
        try (var repository = access.openToRead(wanted.snapshot());
                var secrets = access.unlock(repository);
                var snapshot = wanted.open(access, repository, secrets)) {
            try (var files = new NewFiles()) {
                var sink = sink(snapshot, files);
                Export.run(ArchiveReader.open(snapshot), wanted.inside(snapshot), sink);
                files.keep();
            }
        }
        return whole ? ExitCode.OK : ExitCode.PARTIAL;
    }

    private EntrySink sink(OpenSnapshot snapshot, NewFiles files) throws IOException {
        if (pxar != null) return PxarExport.single(files.create(pxar)::write);
        if (split != null) {
            var metadata = files.create(withSuffix(split, ".mpxar"));
            var payload = files.create(withSuffix(split, ".ppxar"));
            return PxarExport.split(metadata::write, payload::write, Prelude.find(snapshot));
        }
        if (tar == null) throw new IllegalStateException("no form of export");
        return TarExport.open(tarTarget(tar, files), path -> {
            whole = false;
            terminal.warn(path + ": is a socket, which no tar archive can hold");
        });
    }

    private OutputStream tarTarget(Path file, NewFiles files) throws IOException {
        if (!file.toString().equals("-")) return files.create(file);
        if (terminal.dataIsShown()) {
            throw CommandException.usage(
                    "a tar archive is nothing for a terminal", "name a file, or pipe the output");
        }
        return files.passing(terminal.data());
    }

    private static Path withSuffix(Path base, String suffix) {
        return base.resolveSibling(base.getFileName() + suffix);
    }
}
