package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.repository.RepositorySizes;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKind;

import picocli.CommandLine.Command;

import java.io.IOException;

/// Says what a repository is and how much is in it.
@Command(
        name = "info",
        description = "Say what a repository is and how much is in it.",
        footer = {"", "Example: in a form for programs", "  holdfast info --json"})
public final class InfoCommand implements Verb {

    private final RepositoryAccess access;
    private final Terminal terminal;

    public InfoCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        try (var repository = access.open()) {
            var packs = new long[2];
            repository.store().scan(BlobArea.PACKS, blob -> {
                var key = blob.findKey();
                if (key == null || key.kind() != BlobKind.PACK) return;
                packs[0]++;
                packs[1] += blob.size();
            });
            long snapshots = repository.snapshots().size();
            var descriptor = repository.descriptor();
            var sizes = RepositorySizes.of(descriptor);
            var place = Printable.of(repository.place());
            terminal.line("repository   " + repository.id());
            terminal.line("place        " + place);
            terminal.line("made         " + Amounts.time(descriptor.createdAt()));
            terminal.line("format       1");
            terminal.line("owner        " + repository.publicKeys().owner());
            terminal.line("payload to   " + repository.publicKeys().payload());
            terminal.line("metadata to  " + repository.publicKeys().metadata());
            terminal.line("chunks       payload %s / %s / %s, metadata %s / %s / %s"
                    .formatted(
                            Amounts.bytes(sizes.payload().min()),
                            Amounts.bytes(sizes.payload().average()),
                            Amounts.bytes(sizes.payload().max()),
                            Amounts.bytes(sizes.metadata().min()),
                            Amounts.bytes(sizes.metadata().average()),
                            Amounts.bytes(sizes.metadata().max())));
            terminal.line("packs        %,d, %s".formatted(packs[0], Amounts.bytes(packs[1])));
            terminal.line("snapshots    %,d".formatted(snapshots));
            terminal.document(Json.object()
                    .with("repository", Json.of(repository.id().toString()))
                    .with("place", Json.of(place))
                    .with("created_at", Json.of(descriptor.createdAt().toString()))
                    .with("format", Json.of(1))
                    .with("owner", Json.of(repository.publicKeys().owner().toString()))
                    .with(
                            "payload_recipient",
                            Json.of(repository.publicKeys().payload().toString()))
                    .with(
                            "metadata_recipient",
                            Json.of(repository.publicKeys().metadata().toString()))
                    .with("packs", Json.of(packs[0]))
                    .with("pack_bytes", Json.of(packs[1]))
                    .with("snapshots", Json.of(snapshots)));
        }
        return ExitCode.OK;
    }
}
