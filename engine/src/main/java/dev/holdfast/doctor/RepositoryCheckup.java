package dev.holdfast.doctor;

import dev.holdfast.catalog.CheckedPacks;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.repository.Trash;
import dev.holdfast.repository.Writers;
import dev.holdfast.store.BlobKind;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Looks at an open repository: its snapshots against the clock, runs and prunes that did not
/// end, and what was never read back.
///
/// Lists everything but packs and keys, and reads the manifests that this host does not know.
public final class RepositoryCheckup {

    /// Clocks of two healthy hosts are closer than that.
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    /// A first backup may take days; a run that takes longer than this is worth a look.
    private static final Duration RUN = Duration.ofDays(3);

    /// Disks lose bits; what nobody has read for so long, nobody can vouch for.
    private static final Duration READ = Duration.ofDays(180);

    private final Repository repository;
    private final Set<WriterId> own;
    private final Instant now;
    private final List<Remark> remarks = new ArrayList<>();

    private RepositoryCheckup(Repository repository, Set<WriterId> own, Instant now) {
        this.repository = repository;
        this.own = own;
        this.now = now;
    }

    /// Looks. `own` are the unfinished runs of this host.
    public static List<Remark> run(Repository repository, Set<WriterId> own, Instant now)
            throws IOException {
        var checkup = new RepositoryCheckup(repository, Set.copyOf(own), now);
        checkup.step("snapshots", checkup::checkSnapshots);
        checkup.step("runs", checkup::checkRuns);
        return List.copyOf(checkup.remarks);
    }

    private interface Step {

        void run() throws IOException;
    }

    /// What is damaged in one part says nothing of the others.
    private void step(String topic, Step step) throws IOException {
        try {
            step.run();
        } catch (CorruptDataException e) {
            remarks.add(Remark.attention(
                    topic, textOf(e), "run `holdfast verify` to see all that is damaged"));
        } catch (FormatTooNewException e) {
            remarks.add(Remark.attention(topic, textOf(e), "use the newest Holdfast"));
        }
    }

    static String textOf(IOException failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private void checkSnapshots() throws IOException {
        var snapshots = repository.knownSnapshots();
        var newest = snapshots.stream()
                .map(stored -> stored.manifest().createdAt())
                .max(Comparator.naturalOrder())
                .orElse(null);
        if (newest == null) {
            remarks.add(Remark.note(
                    "snapshots", "there are none yet", "make one with `holdfast backup`"));
            return;
        }
        remarks.add(Remark.fine(
                "snapshots",
                "there are %,d, the newest of %s".formatted(snapshots.size(), shown(newest))));
        checkClock(newest);
        checkWriters(snapshots);
        checkReading(snapshots);
    }

    private void checkClock(Instant newest) {
        if (newest.isAfter(now.plus(CLOCKS))) {
            remarks.add(Remark.attention(
                    "clock",
                    "this host's clock says %s, and the newest snapshot says that it was made at %s"
                            .formatted(shown(now), shown(newest)),
                    "set the clock of the host that is wrong; until that moment `forget` neither"
                            + " forgets such a snapshot nor counts it"));
        } else {
            remarks.add(Remark.fine("clock", "it says " + shown(now) + ", after every snapshot"));
        }
    }

    private void checkWriters(List<StoredManifest> snapshots) {
        long unknown = snapshots.stream().filter(stored -> !stored.trusted()).count();
        if (unknown == 0) return;
        remarks.add(Remark.note(
                "writers",
                "%,d snapshots are by writers that this host does not know as admitted"
                        .formatted(unknown),
                "compare the writers in `holdfast snapshots --json` with your hosts, and admit"
                        + " yours with `holdfast key admit`"));
    }

    private void checkReading(List<StoredManifest> snapshots) {
        var memory = CheckedPacks.open(repository.stateDirectory(), repository.place());
        var seen = new HashSet<Sha256>();
        long never = 0;
        long old = 0;
        for (var stored : snapshots) {
            for (var blob : stored.manifest().blobs()) {
                if (!seen.add(blob.sha256())) continue;
                var known = memory.find(blob.sha256());
                if (known == null) {
                    never++;
                } else if (known.read().moment().isBefore(now.minus(READ))) {
                    old++;
                }
            }
        }
        if (never + old == 0) {
            remarks.add(Remark.fine(
                    "reading",
                    "this host has read back all %,d packs within %d days"
                            .formatted(seen.size(), READ.toDays())));
            return;
        }
        remarks.add(Remark.note(
                "reading",
                "of %,d packs this host has never read back %,d, and %,d not for %d days"
                        .formatted(seen.size(), never, old, READ.toDays()),
                "run `holdfast verify --read-data=2%` each week, here or on a host near the"
                        + " repository"));
    }

    private void checkRuns() throws IOException {
        var writers = Writers.list(repository.store());
        for (var writer : writers) checkRun(writer);
        long unfinished = Trash.list(repository.store()).stream()
                .filter(key -> key.kind() == BlobKind.TRASH)
                .count();
        if (unfinished > 0) checkPrunes(unfinished, !writers.isEmpty());
        if (writers.isEmpty() && unfinished == 0) {
            remarks.add(Remark.fine("runs", "no backup and no prune is unfinished"));
        }
    }

    private void checkRun(WriterId writer) throws IOException {
        var marker = Writers.find(repository.store(), writer);
        if (marker == null) return;
        var text =
                "run %s began at %s and has not ended".formatted(writer, shown(marker.createdAt()));
        if (marker.createdAt().isAfter(now.minus(RUN))) {
            remarks.add(Remark.note("runs", text, null));
        } else if (own.contains(writer)) {
            remarks.add(Remark.attention(
                    "runs",
                    text + ", and is of this host",
                    "unless it still runs, make a backup here: that clears up after it"));
        } else {
            remarks.add(Remark.attention(
                    "runs",
                    text,
                    "if it is dead, shut it out with `holdfast prune --fence %s`: until then prune"
                                    .formatted(writer)
                            + " frees nothing"));
        }
    }

    private void checkPrunes(long unfinished, boolean running) {
        var text = "%,d prunes have not finished".formatted(unfinished);
        if (running) {
            remarks.add(Remark.note(
                    "prunes", text + ", which wait for runs", "prune again when those have ended"));
        } else {
            remarks.add(Remark.attention(
                    "prunes",
                    text + ", and backups store anew what they have condemned",
                    "run `holdfast prune`, which goes on with them"));
        }
    }

    private static String shown(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
