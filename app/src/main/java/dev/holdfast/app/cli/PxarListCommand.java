package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pxar.ArchiveForm;
import dev.holdfast.format.pxar.PxarDecoder;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.PxarEvent;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;

/// Lists what is in a pxar archive, and checks it on the way.
@Command(
        name = "list",
        description = "List the entries of a pxar archive, and check it on the way.",
        footer = {
            "",
            "The metadata file of a split archive is enough. With the contents at hand, --json",
            "also has the SHA-256 of each.",
            "",
            "Example: both files of a split archive",
            "  holdfast pxar list root.mpxar --payload root.ppxar"
        })
public final class PxarListCommand implements Verb {

    @Parameters(paramLabel = "ARCHIVE", description = "A pxar file; - is standard input.")
    private ByteString archive = ByteString.EMPTY;

    @Option(
            names = "--payload",
            paramLabel = "FILE",
            description = "The payload file of a split archive.")
    private @Nullable ByteString payload;

    private final Surroundings surroundings;
    private final Terminal terminal;

    public PxarListCommand(Surroundings surroundings, Terminal terminal) {
        this.surroundings = surroundings;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        try (var files = PxarFiles.open(archive, payload, surroundings)) {
            return files.read(this::list);
        }
    }

    private ExitCode list(PxarDecoder archive) throws IOException, InterruptedException {
        var paths = new ArrayDeque<ByteString>();
        for (PxarEvent event; (event = archive.next()) != null; ) {
            if (Thread.interrupted()) throw new InterruptedException("pxar list");
            switch (event) {
                case PxarEvent.Enter(var directory) -> {
                    var above = paths.peek();
                    var path = above == null ? ByteString.EMPTY : above.child(directory.name());
                    paths.push(path);
                    show(archive, path, directory);
                }
                case PxarEvent.Item(var entry) ->
                    show(archive, paths.element().child(entry.name()), entry);
                case PxarEvent.Leave _ -> paths.pop();
            }
        }
        return ExitCode.OK;
    }

    private void show(PxarDecoder archive, ByteString path, PxarEntry entry) throws IOException {
        var absolute = ByteString.utf8("/").concat(path);
        if (terminal.json()) {
            terminal.document(PxarEntryJson.of(absolute, entry, digest(archive, entry)));
        } else {
            terminal.line(EntryText.line(absolute, entry));
        }
    }

    private @Nullable Sha256 digest(PxarDecoder archive, PxarEntry entry) throws IOException {
        boolean content = archive.form() == ArchiveForm.V1 || payload != null;
        if (!content || !(entry instanceof PxarEntry.RegularFile)) return null;
        var digest = Sha256.digest();
        var buffer = new byte[1 << 16];
        try (InputStream in = archive.content()) {
            for (int count; (count = in.read(buffer)) >= 0; ) digest.update(buffer, 0, count);
        }
        return Sha256.of(digest.digest());
    }
}
