package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.pxar.ByteSink;
import dev.holdfast.pxar.ArchiveCreation;
import dev.holdfast.pxar.ArchiveOutput;
import dev.holdfast.pxar.CreatedArchive;
import dev.holdfast.source.Notice;
import dev.holdfast.source.files.FileTree;
import dev.holdfast.source.files.FileTreeOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// Writes a directory as a pxar archive.
@Command(
        name = "create",
        description = "Write a directory as a pxar archive, of version 1 or split in two files.",
        footer = {
            "",
            "The archive replaces an older one once it is complete; only its owner may read it.",
            "Exit code 3 says that something of the directory is not in it.",
            "",
            "Example: a split archive",
            "  holdfast pxar create home.mpxar /home/ada --payload home.ppxar"
        })
public final class PxarCreateCommand implements Verb {

    @Parameters(
            index = "0",
            paramLabel = "ARCHIVE",
            description = "The pxar file to write; - is standard output.")
    private ByteString archive = ByteString.EMPTY;

    @Parameters(index = "1", paramLabel = "DIR", description = "The directory.")
    private ByteString directory = ByteString.EMPTY;

    @Option(
            names = "--payload",
            paramLabel = "FILE",
            description = "Write version 2: ARCHIVE has the metadata, FILE the contents.")
    private @Nullable ByteString payload;

    private final Terminal terminal;
    private final SecureRandom random = new SecureRandom();
    private final List<Notice> notices = new ArrayList<>();

    public PxarCreateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        return archive.equals(PxarFiles.STANDARD) ? toStandardOutput() : toFiles();
    }

    private ExitCode toStandardOutput() throws IOException, InterruptedException {
        if (terminal.dataIsShown() || payload != null || terminal.json()) {
            throw CommandException.usage(
                    "standard output takes an archive only as version 1, alone, and not a terminal",
                    "name a file as ARCHIVE");
        }
        write(terminal.data()::write, null);
        terminal.data().flush();
        return told();
    }

    private ExitCode toFiles() throws IOException, InterruptedException {
        if (payload != null && archive.equals(payload)) {
            throw CommandException.usage("ARCHIVE and --payload are one file", null);
        }
        CreatedArchive created;
        long size;
        try (var out = ArchiveOutput.open(archive, random);
                var contents = payload == null ? null : ArchiveOutput.open(payload, random)) {
            created = write(out, contents);
            // The archive comes last: it is what leads to the contents.
            if (contents != null) contents.finish();
            out.finish();
            size = out.size() + (contents == null ? 0 : contents.size());
        }
        var code = told();
        terminal.say("%s   %,d entries, %s of content, %s written"
                .formatted(
                        archive,
                        created.entries(),
                        Amounts.bytes(created.content()),
                        Amounts.bytes(size)));
        terminal.document(Json.object()
                .with("event", Json.of("archive"))
                .with("archive", Json.of(archive.toString()))
                .with("entries", Json.of(created.entries()))
                .with("bytes", Json.of(created.content()))
                .with("written_bytes", Json.of(size))
                .with("whole", Json.of(code == ExitCode.OK)));
        return code;
    }

    private CreatedArchive write(ByteSink out, @Nullable ByteSink contents)
            throws IOException, InterruptedException {
        var source = FileTree.of(directory, FileTreeOptions.ALL_AS_LISTED);
        return ArchiveCreation.run(source, out, contents, notices::add);
    }

    private ExitCode told() {
        for (var notice : notices) {
            var path = directory.child(notice.path());
            terminal.warn("%s: %s: %s".formatted(path, notice.kind().code(), notice.detail()));
        }
        boolean loss = notices.stream().anyMatch(notice -> notice.kind().isLoss());
        return loss ? ExitCode.PARTIAL : ExitCode.OK;
    }
}
