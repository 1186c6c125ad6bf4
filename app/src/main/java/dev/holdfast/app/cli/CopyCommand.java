package dev.holdfast.app.cli;

import dev.holdfast.copy.CopyJob;
import dev.holdfast.copy.CopyProgress;
import dev.holdfast.copy.CopyReport;
import dev.holdfast.copy.ResealJob;
import dev.holdfast.crypto.FileKeyUnwrapper;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.repository.Compression;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.repository.StoredManifest;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Brings snapshots into a second repository, with the same keys or with others.
@Command(
        name = "copy",
        description = "Copy snapshots to another repository.",
        footer = {
            "",
            "A repository that is not there is made, with the same keys: whoever opens this one",
            "opens that one. Then snapshots are copied blob by blob: no key is needed, what is",
            "there already is not sent again, and every blob is checked before it is put. Pins and",
            "edited tags come along: a pin is only ever added, tags become those of this",
            "repository. Keys that are added or removed later are not copied.",
            "",
            "Into a repository with other keys, made by init, contents are read, checked and sealed",
            "anew, which takes the key of this one. Each copy is a snapshot of its own, signed by",
            "this host, which R's owner admits as a writer if it is not yet, with host, source,",
            "name, time, tags and notices of the original. Pins come along; tags that are edited",
            "later do not.",
            "",
            "--to-s3-… options count for R; what is not given is as in the --s3-… options.",
            "Exit code 3 says that a snapshot was shut out: a tombstone lies in its place.",
            "",
            "Example: a second copy of everything, elsewhere",
            "  holdfast copy --to s3://bucket/prefix"
        })
public final class CopyCommand implements Verb {

    /// Packs that are put at once, as many as a backup to a bucket has under way.
    private static final int CONNECTIONS = 3;

    @Parameters(
            paramLabel = "SNAPSHOT",
            arity = "0..*",
            description = "Copy these. With none, all.")
    private List<String> named = new ArrayList<>();

    @Option(
            names = "--to",
            paramLabel = "R",
            required = true,
            description = "The other repository: a directory, or s3://bucket/prefix.")
    private @Nullable RepositoryPlace to;

    @Mixin
    private final TargetBucketOptions bucket = new TargetBucketOptions();

    private final RepositoryAccess access;
    private final Terminal terminal;

    public CopyCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        if (to == null) throw new IllegalStateException("--to is required");
        try (var source = access.open();
                var target = access.openOrCreateTwin(source, to, bucket)) {
            boolean sameKeys = source.id().equals(target.id());
            return show(sameKeys ? copy(source, target) : reseal(source, target));
        }
    }

    private CopyReport copy(Repository source, Repository target)
            throws IOException, InterruptedException {
        return new CopyJob(
                        source,
                        target,
                        access.temporary(),
                        new Told(),
                        access.surroundings().clock(),
                        access.random())
                .run(wanted(source));
    }

    /// Lists what is wanted only when the source is open, because then it is known whom the
    /// owner has admitted.
    private CopyReport reseal(Repository source, Repository target)
            throws IOException, InterruptedException {
        var options = new RunOptions(
                Compression.DEFAULT,
                Runtime.getRuntime().availableProcessors(),
                CONNECTIONS,
                false);
        var people = access.people();
        try (var secrets = source.unlock(people);
                var there = findSecrets(target, people)) {
            return new ResealJob(
                            source,
                            secrets,
                            target,
                            there,
                            access.temporary(),
                            options,
                            new Told(),
                            access.surroundings().clock(),
                            access.random())
                    .run(wanted(source));
        }
    }

    /// The other repository's secrets, if the same people open it.
    private static @Nullable RepositorySecrets findSecrets(
            Repository target, List<FileKeyUnwrapper> people) throws IOException {
        try {
            return target.unlock(people);
        } catch (WrongKeyException e) {
            return null;
        }
    }

    private List<StoredManifest> wanted(Repository source) throws IOException {
        if (named.isEmpty()) return source.snapshots();
        var wanted = new ArrayList<StoredManifest>();
        try (var secrets = access.unlockIfPossible(source)) {
            var finder = new SnapshotFinder(source, secrets, access.temporary());
            for (var name : named) wanted.add(finder.find(name).stored());
        }
        return wanted;
    }

    private ExitCode show(CopyReport report) throws IOException {
        terminal.say("copied %,d snapshots, %,d packs, %s; %,d were there already"
                .formatted(
                        report.snapshots(),
                        report.packs(),
                        Amounts.bytes(report.bytes()),
                        report.present()));
        if (report.marks() > 0) {
            terminal.say("copied %,d pins and edited tags".formatted(report.marks()));
        }
        for (var id : report.shutOut()) {
            terminal.warn("snapshot " + id + ": a tombstone lies in its place in " + to
                    + ", so it was not copied");
        }
        terminal.document(Json.object()
                .with("event", Json.of("copied"))
                .with("snapshots", Json.of(report.snapshots()))
                .with("present", Json.of(report.present()))
                .with("marks", Json.of(report.marks()))
                .with("packs", Json.of(report.packs()))
                .with("bytes", Json.of(report.bytes()))
                .with(
                        "shut_out",
                        Json.array(report.shutOut().stream()
                                .map(id -> Json.of(id.toString()))
                                .toList())));
        return report.shutOut().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
    }

    /// Draws the line of progress: bytes of the snapshot that is being copied.
    private final class Told implements CopyProgress {

        private final ProgressLine line = terminal.progress();
        private final AtomicLong sent = new AtomicLong();
        private volatile long expected;

        @Override
        public void begins(StoredManifest snapshot, int packs, long bytes) {
            sent.set(0);
            expected = bytes + snapshot.manifest().database().size();
            line.show("copying " + snapshot.manifest().snapshot().shortText(), 0, expected);
        }

        @Override
        public void sent(long bytes) {
            long all = sent.addAndGet(bytes);
            line.show("copying ▸ " + Amounts.bytes(all), all, expected);
        }

        @Override
        public void ends(StoredManifest snapshot) {
            terminal.explain("copied snapshot " + snapshot.manifest().snapshot());
        }
    }
}
