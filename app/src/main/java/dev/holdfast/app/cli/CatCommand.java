package dev.holdfast.app.cli;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.format.pxar.PxarEntry;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;

/// Writes the content of one file to standard output.
@Command(
        name = "cat",
        description = "Write the content of one file to standard output.",
        footer = {
            "",
            "The content is checked while it is written: only exit code 0 says that all of it came.",
            "",
            "Example: a file as it was before yesterday's backup",
            "  holdfast cat latest~1:/etc/fstab"
        })
public final class CatCommand implements Verb {

    @Parameters(paramLabel = "PLACE", description = "SNAPSHOT:/absolute/source/path of a file.")
    private String place = "";

    private final RepositoryAccess access;
    private final Terminal terminal;

    public CatCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        var wanted = SnapshotPlace.parse(place);
        try (var repository = access.openToRead(wanted.snapshot());
                var secrets = access.unlock(repository);
                var snapshot = wanted.open(access, repository, secrets)) {
            var archive = ArchiveReader.open(snapshot);
            var entry = wanted.entry(archive);
            if (entry instanceof PxarEntry.Hardlink link) entry = archive.tree().follow(link);
            if (!(entry instanceof PxarEntry.RegularFile file)) {
                throw new CommandException(ExitCode.FAILED, place + " is not a regular file", null);
            }
            try (var content = archive.content(file)) {
                content.transferTo(terminal.data());
            }
            terminal.data().flush();
        }
        return ExitCode.OK;
    }
}
