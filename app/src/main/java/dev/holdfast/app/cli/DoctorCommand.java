package dev.holdfast.app.cli;

import dev.holdfast.doctor.Remark;
import dev.holdfast.doctor.RepositoryCheckup;
import dev.holdfast.doctor.StateCheckup;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.repository.Repository;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Says what is not as it should be with this host's set-up, and what to do about it.
@Command(
        name = "doctor",
        description = "Check this host's set-up, and say what to do.",
        footer = {
            "",
            "Looks whether the repository can be reached and its format is known, which keys lie",
            "here, whether the clock agrees with the snapshots, at the catalog, at free space, at",
            "runs and prunes that did not end, at what was never read back, at variables that are",
            "no variables of Holdfast, at the configuration file, and at this Holdfast itself. It",
            "repairs nothing, and asks for no passphrase. A damaged catalog is set aside, as any",
            "command would.",
            "",
            "Exit code 3 says that something needs attention. What is only a note may be meant so.",
            "",
            "Example: a host that makes backups and must not be able to read them",
            "  holdfast doctor --backup-only"
        })
public final class DoctorCommand implements Verb {

    @Option(
            names = "--backup-only",
            description = "This host only makes backups: a private key here needs attention.")
    private boolean backupOnly;

    private final RepositoryAccess access;
    private final GlobalOptions options;
    private final Supplier<CommandLine> model;
    private final Terminal terminal;
    private final List<Remark> remarks = new ArrayList<>();

    public DoctorCommand(
            RepositoryAccess access,
            GlobalOptions options,
            Supplier<CommandLine> model,
            Terminal terminal) {
        this.access = access;
        this.options = options;
        this.model = model;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        var root = model.get().getCommandSpec();
        remarks.addAll(
                SetupCheckup.run(access.surroundings(), root, options.config(), options.profile()));
        try (var repository = access.open()) {
            remarks.add(Remark.fine(
                    "repository",
                    "%s is there, and its format is known"
                            .formatted(Printable.of(repository.place()))));
            check(repository);
        } catch (IOException e) {
            failed(e);
        }
        long wrong = remarks.stream()
                .filter(remark -> remark.kind() == Remark.Kind.ATTENTION)
                .count();
        show(wrong);
        return wrong == 0 ? ExitCode.OK : ExitCode.PARTIAL;
    }

    private void check(Repository repository) throws IOException {
        var now = access.surroundings().clock().instant();
        var state = StateCheckup.of(repository.stateDirectory());
        try (var keys = new KeyCheckup(access, backupOnly)) {
            remarks.addAll(keys.run(repository));
            remarks.addAll(RepositoryCheckup.run(repository, state.unfinished(), now));
        }
        remarks.addAll(state.remarks());
        remarks.addAll(StateCheckup.leftovers(access.places().state()));
        var directory = access.place().directory();
        if (directory != null) remarks.add(StateCheckup.room("the repository", directory));
        remarks.add(
                StateCheckup.room("this host's state", existing(access.places().state())));
    }

    private static Path existing(Path path) {
        var at = path;
        while (!Files.exists(at) && at.getParent() != null) at = at.getParent();
        return at;
    }

    /// What cannot be looked at is what needs attention first. Who interrupts, or closes the
    /// output, wants no diagnosis.
    private void failed(IOException failure) throws IOException {
        var code = ExitCode.of(failure);
        if (code == ExitCode.INTERRUPTED || code == ExitCode.OUTPUT_CLOSED) throw failure;
        var report = FailureReport.of(failure, code, access.surroundings());
        remarks.add(Remark.attention("repository", report.text(), report.hint()));
    }

    private void show(long wrong) throws IOException {
        var documents = new ArrayList<Json>();
        for (var remark : remarks) {
            terminal.line(line(remark));
            if (remark.advice() != null) terminal.line("              → " + remark.advice());
            documents.add(json(remark));
        }
        terminal.say(
                wrong == 0
                        ? "nothing needs attention"
                        : "to be mended, marked with !: %,d".formatted(wrong));
        terminal.document(Json.object()
                .with("attention", Json.of(wrong))
                .with("remarks", Json.array(documents)));
    }

    private static String line(Remark remark) {
        var mark = switch (remark.kind()) {
            case FINE -> " ";
            case NOTE -> "·";
            case ATTENTION -> "!";
        };
        return "%s %-13s %s".formatted(mark, remark.topic(), remark.text());
    }

    private static Json json(Remark remark) {
        var json = Json.object()
                .with("topic", Json.of(remark.topic()))
                .with("kind", Json.of(remark.kind().name().toLowerCase(Locale.ROOT)))
                .with("text", Json.of(remark.text()));
        var advice = remark.advice();
        return advice == null ? json : json.with("advice", Json.of(advice));
    }
}
