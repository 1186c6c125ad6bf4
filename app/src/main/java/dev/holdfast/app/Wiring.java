package dev.holdfast.app;

import dev.holdfast.app.cli.BackupCommand;
import dev.holdfast.app.cli.BenchPrepareCommand;
import dev.holdfast.app.cli.BenchRunCommand;
import dev.holdfast.app.cli.CatCommand;
import dev.holdfast.app.cli.CatalogRebuildCommand;
import dev.holdfast.app.cli.CompletionCommand;
import dev.holdfast.app.cli.CopyCommand;
import dev.holdfast.app.cli.DoctorCommand;
import dev.holdfast.app.cli.ExportCommand;
import dev.holdfast.app.cli.ForgetCommand;
import dev.holdfast.app.cli.GlobalOptions;
import dev.holdfast.app.cli.HelpCommand;
import dev.holdfast.app.cli.InfoCommand;
import dev.holdfast.app.cli.InitCommand;
import dev.holdfast.app.cli.KeyAddCommand;
import dev.holdfast.app.cli.KeyAdmitCommand;
import dev.holdfast.app.cli.KeyListCommand;
import dev.holdfast.app.cli.KeyRemoveCommand;
import dev.holdfast.app.cli.LsCommand;
import dev.holdfast.app.cli.Program;
import dev.holdfast.app.cli.PruneCommand;
import dev.holdfast.app.cli.PxarCreateCommand;
import dev.holdfast.app.cli.PxarExtractCommand;
import dev.holdfast.app.cli.PxarListCommand;
import dev.holdfast.app.cli.RepairCommand;
import dev.holdfast.app.cli.RepositoryAccess;
import dev.holdfast.app.cli.RestoreCommand;
import dev.holdfast.app.cli.SnapshotsCommand;
import dev.holdfast.app.cli.StatsCommand;
import dev.holdfast.app.cli.Surroundings;
import dev.holdfast.app.cli.TagCommand;
import dev.holdfast.app.cli.Terminal;
import dev.holdfast.app.cli.VerbTable;
import dev.holdfast.app.cli.VerifyCommand;

import picocli.CommandLine;

import java.util.List;
import java.util.function.Supplier;

/// Which object gets which: the whole program, by hand.
public final class Wiring {

    private Wiring() {}

    public static Program program(Surroundings surroundings) {
        var options = new GlobalOptions();
        var terminal = new Terminal(surroundings, options);
        return new Program(surroundings, options, terminal, verbs(surroundings, options, terminal));
    }

    /// The commands in the order of the manual. One is made only when it was asked for.
    private static VerbTable verbs(
            Surroundings surroundings, GlobalOptions options, Terminal terminal) {
        var access = new RepositoryAccess(surroundings, options, terminal);
        Supplier<CommandLine> model = () -> program(surroundings).model();
        return new VerbTable(List.of(
                VerbTable.verb("init", () -> new InitCommand(access, terminal)),
                VerbTable.verb("backup", () -> new BackupCommand(access, terminal)),
                VerbTable.verb("snapshots", () -> new SnapshotsCommand(access, terminal)),
                VerbTable.verb("ls", () -> new LsCommand(access, terminal)),
                VerbTable.verb("cat", () -> new CatCommand(access, terminal)),
                VerbTable.verb("restore", () -> new RestoreCommand(access, terminal)),
                VerbTable.verb("verify", () -> new VerifyCommand(access, terminal)),
                VerbTable.verb("repair", () -> new RepairCommand(access, terminal)),
                VerbTable.verb("forget", () -> new ForgetCommand(access, terminal)),
                VerbTable.verb("copy", () -> new CopyCommand(access, terminal)),
                VerbTable.verb("prune", () -> new PruneCommand(access, terminal)),
                VerbTable.group(
                        "catalog",
                        "What this host knows of the repository.",
                        VerbTable.verb(
                                "rebuild", () -> new CatalogRebuildCommand(access, terminal))),
                VerbTable.verb("tag", () -> new TagCommand(access, terminal)),
                VerbTable.verb("export", () -> new ExportCommand(access, terminal)),
                VerbTable.verb("stats", () -> new StatsCommand(access, terminal)),
                VerbTable.verb("info", () -> new InfoCommand(access, terminal)),
                VerbTable.verb("doctor", () -> new DoctorCommand(access, options, model, terminal)),
                VerbTable.group(
                        "key",
                        "Who can open the repository, and which writers are trusted.",
                        VerbTable.verb("list", () -> new KeyListCommand(access, terminal)),
                        VerbTable.verb("add", () -> new KeyAddCommand(access, terminal)),
                        VerbTable.verb("remove", () -> new KeyRemoveCommand(access, terminal)),
                        VerbTable.verb("admit", () -> new KeyAdmitCommand(access, terminal))),
                VerbTable.group(
                        "snapshot",
                        "Other names: create is backup, list is snapshots, purge is forget.",
                        VerbTable.verb("create", () -> new BackupCommand(access, terminal)),
                        VerbTable.verb("list", () -> new SnapshotsCommand(access, terminal)),
                        VerbTable.verb("purge", () -> new ForgetCommand(access, terminal)),
                        VerbTable.verb("verify", () -> new VerifyCommand(access, terminal))),
                VerbTable.group(
                        "pxar",
                        "Archives that stand alone, as Proxmox's programs make and read them.",
                        VerbTable.verb("create", () -> new PxarCreateCommand(terminal)),
                        VerbTable.verb("list", () -> new PxarListCommand(surroundings, terminal)),
                        VerbTable.verb(
                                "extract", () -> new PxarExtractCommand(surroundings, terminal))),
                VerbTable.group(
                        "bench",
                        "Measures on this machine.",
                        VerbTable.group(
                                "change-detection",
                                "How long a backup takes in each mode of change detection.",
                                VerbTable.verb("prepare", () -> new BenchPrepareCommand(terminal)),
                                VerbTable.verb(
                                        "run", () -> new BenchRunCommand(access, terminal)))),
                VerbTable.verb("completion", () -> new CompletionCommand(model, terminal)),
                VerbTable.verb("help", () -> new HelpCommand(model, terminal))));
    }
}
