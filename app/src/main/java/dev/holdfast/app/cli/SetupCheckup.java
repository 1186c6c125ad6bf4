package dev.holdfast.app.cli;

import dev.holdfast.app.config.ConfigException;
import dev.holdfast.crypto.LibcryptoDigests;
import dev.holdfast.doctor.Remark;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Looks at this Holdfast, the variables, and the configuration file.
final class SetupCheckup {

    /// Java has security updates each quarter; a year without is neglect.
    private static final Period OLD = Period.ofYears(1);

    private final Surroundings surroundings;
    private final Places places;
    private final CommandSpec root;
    private final List<Remark> remarks = new ArrayList<>();

    private SetupCheckup(Surroundings surroundings, CommandSpec root) {
        this.surroundings = surroundings;
        this.places = new Places(surroundings);
        this.root = root;
    }

    /// Looks. `root` has all commands; `config` and `profile` were named, if they are not null.
    static List<Remark> run(
            Surroundings surroundings,
            CommandSpec root,
            @Nullable Path config,
            @Nullable String profile)
            throws IOException {
        var checkup = new SetupCheckup(surroundings, root);
        checkup.checkImage(surroundings.clock().instant());
        checkup.checkLibcrypto();
        checkup.checkVariables();
        checkup.checkConfig(config != null ? config : checkup.places.findConfig(), profile);
        return List.copyOf(checkup.remarks);
    }

    private void checkImage(Instant now) {
        var text = "%s, on Java %s"
                .formatted(Program.version(), System.getProperty("java.version", "of its own"));
        LocalDate made;
        try {
            made = LocalDate.parse(System.getProperty("java.version.date", ""));
        } catch (DateTimeException e) {
            remarks.add(Remark.fine("holdfast", text));
            return;
        }
        text += " of " + made;
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (today.isBefore(made)) {
            remarks.add(Remark.attention(
                    "clock",
                    "this host's clock says %s, and the Java it runs was made on %s"
                            .formatted(today, made),
                    "set this host's clock"));
        }
        remarks.add(
                today.minus(OLD).isAfter(made)
                        ? Remark.note("holdfast", text, "get a newer Holdfast")
                        : Remark.fine("holdfast", text));
    }

    private void checkLibcrypto() {
        remarks.add(
                LibcryptoDigests.areFast()
                        ? Remark.fine("libcrypto", "is there and right")
                        : Remark.note(
                                "libcrypto",
                                "is missing, so hashing and encrypting take several times as long",
                                "install OpenSSL 3 (libcrypto.so.3)"));
    }

    private void checkVariables() {
        var unknown = UnknownVariables.find(surroundings, root, () -> root);
        for (var sentence : unknown) {
            remarks.add(Remark.attention("variables", sentence, "correct or unset it"));
        }
        if (unknown.isEmpty()) {
            remarks.add(Remark.fine("variables", "every HOLDFAST_ variable stands for an option"));
        }
    }

    /// Reads the file as each command would.
    private void checkConfig(@Nullable Path file, @Nullable String profile) throws IOException {
        if (file == null || !Files.exists(file)) {
            remarks.add(
                    profile == null
                            ? Remark.fine("configuration", "there is no file, and none is needed")
                            : Remark.attention(
                                    "configuration",
                                    "a profile is named and there is no file",
                                    "name the file with --config"));
            return;
        }
        var wrong = new LinkedHashSet<String>();
        read(file, profile, List.of(root), wrong);
        var shown = places.shown(file);
        for (var sentence : wrong) {
            remarks.add(Remark.attention("configuration", sentence, "correct it"));
        }
        if (wrong.isEmpty()) {
            remarks.add(Remark.fine("configuration", shown + " makes sense for every command"));
        }
    }

    private void read(
            Path file, @Nullable String profile, List<CommandSpec> command, Set<String> wrong)
            throws IOException {
        var spec = command.getLast();
        if (spec.subcommands().isEmpty()) {
            try {
                var config = ConfigFile.read(
                        file, places, profile, command, root.subcommands().keySet());
                for (var option : spec.options()) {
                    var _ = config.settings(option);
                }
            } catch (CommandException | ConfigException e) {
                wrong.add(String.valueOf(e.getMessage()));
            }
        }
        for (var under : spec.subcommands().values()) {
            var below = new ArrayList<>(command);
            below.add(under.getCommandSpec());
            read(file, profile, below, wrong);
        }
    }
}
