package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.ArchiveForm;
import dev.holdfast.format.pxar.PxarDecoder;
import dev.holdfast.pxar.ArchiveExtraction;
import dev.holdfast.restore.Owners;
import dev.holdfast.restore.RestoreNotice;
import dev.holdfast.restore.TreeWriter;
import dev.holdfast.restore.TreeWriterOptions;
import dev.holdfast.sys.Fcntl;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;

/// Writes the tree of a pxar archive into a directory.
@Command(
        name = "extract",
        description = "Write the tree of a pxar archive into a directory.",
        footer = {
            "",
            "The directory is made if it is not there, and gets the metadata of the archive's root.",
            "Files of the same names are replaced. Exit code 3 says that something could not be",
            "kept, such as owners where you are not the administrator; it is listed.",
            "",
            "Example:",
            "  holdfast pxar extract root.mpxar ./root --payload root.ppxar"
        })
public final class PxarExtractCommand implements Verb {

    /// How many notices of one kind are shown one by one; the rest is counted.
    private static final int SHOWN_MAX = 10;

    @Parameters(
            index = "0",
            paramLabel = "ARCHIVE",
            description = "The pxar file to read; - is standard input.")
    private ByteString archive = ByteString.EMPTY;

    @Parameters(index = "1", paramLabel = "DIR", description = "Where to write.")
    private Path directory = Path.of("");

    @Option(
            names = "--payload",
            paramLabel = "FILE",
            description = "The payload file of a split archive.")
    private @Nullable ByteString payload;

    private final Surroundings surroundings;
    private final Terminal terminal;
    private final SecureRandom random = new SecureRandom();
    private final Map<RestoreNotice.Kind, Integer> counts = new EnumMap<>(RestoreNotice.Kind.class);

    public PxarExtractCommand(Surroundings surroundings, Terminal terminal) {
        this.surroundings = surroundings;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        try (var files = PxarFiles.open(archive, payload, surroundings)) {
            return files.read(this::extract);
        }
    }

    private ExitCode extract(PxarDecoder archive) throws IOException, InterruptedException {
        if (archive.form() != ArchiveForm.V1 && payload == null) {
            throw CommandException.usage(
                    this.archive + ": is the metadata file of a split archive",
                    "name the file with its contents with --payload");
        }
        Files.createDirectories(directory);
        var options = new TreeWriterOptions(Owners.NUMERIC, true, random);
        var path = CommandLineBytes.bytes(directory.toString());
        if (path.isEmpty()) path = ByteString.utf8(".");
        try (var target = Fcntl.open(path, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
                var writer = TreeWriter.open(target, options, this::tell)) {
            ArchiveExtraction.run(archive, writer, this::tell);
        } finally {
            tellCounts();
        }
        return counts.isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
    }

    private void tell(RestoreNotice notice) {
        int count = counts.merge(notice.kind(), 1, Integer::sum);
        if (count > SHOWN_MAX && !terminal.verbose()) return;
        terminal.warn("%s: %s: %s"
                .formatted(
                        CommandLineBytes.bytes(directory.toString()).child(notice.path()),
                        notice.kind().title(),
                        notice.detail()));
    }

    private void tellCounts() {
        counts.forEach((kind, count) -> {
            if (count <= SHOWN_MAX || terminal.verbose()) return;
            terminal.warn("%s: %,d more; --verbose lists them"
                    .formatted(kind.title(), count - SHOWN_MAX));
        });
    }
}
