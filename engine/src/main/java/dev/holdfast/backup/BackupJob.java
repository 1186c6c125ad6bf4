package dev.holdfast.backup;

import dev.holdfast.archive.ArchiveSizes;
import dev.holdfast.archive.ArchiveWriter;
import dev.holdfast.archive.StoredStream;
import dev.holdfast.archive.WrittenArchive;
import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.SnapshotFacts;
import dev.holdfast.catalog.SnapshotNotice;
import dev.holdfast.catalog.StreamFacts;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.reference.PayloadPlaces;
import dev.holdfast.reference.ReferenceFacts;
import dev.holdfast.reference.ReferenceWriter;
import dev.holdfast.reference.References;
import dev.holdfast.repository.BackupRun;
import dev.holdfast.repository.ChunkSink;
import dev.holdfast.repository.LostPackException;
import dev.holdfast.repository.PackLook;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RepositorySizes;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.repository.SnapshotDraft;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.source.Notice;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Backs up one source into one snapshot.
///
/// ```
/// walk     source beside the last archive → entries          (this thread)
/// cut      contents that are new or in doubt → chunks
/// seal     chunks → frames                                   (all cores)
/// pack     frames → packs, in order
/// store    packs → store                                     (several at once)
/// commit   extents → database → manifest → catalog           (this thread)
/// ```
public final class BackupJob {

    /// Generation of the metadata encoder: raised whenever equal sources would no longer
    /// make equal metadata streams.
    private static final int ENCODER_VERSION = 1;

    /// How much of a source may be read again in one run to keep the repository dense.
    private static final double EVACUATION_SHARE = 0.05;

    /// Of so many backups one looks whether everything is there that it relies on, even if
    /// nothing is new.
    private static final int LOOK_ROUNDS = 16;

    private final Repository repository;
    private final BackupRequest request;
    private final BackupProgress progress;
    private final InstantSource clock;
    private final SecureRandom random;
    private @Nullable TreeBackup walk;
    private @Nullable WrittenArchive written;

    public BackupJob(
            Repository repository,
            BackupRequest request,
            BackupProgress progress,
            InstantSource clock,
            SecureRandom random) {
        this.repository = repository;
        this.request = request;
        this.progress = progress;
        this.clock = clock;
        this.random = random;
    }

    /// Runs the backup. Once it returns, the snapshot exists.
    ///
    /// The catalog is a cache: if it turns out to be damaged, the run is made once more, with
    /// a new one. So is a run that relied on a pack that is not there, because it looked for
    /// none of them. Decisions are told again then.
    public BackupSummary run() throws IOException, InterruptedException {
        boolean repeatable = request.source().isRepeatable();
        var looking = request.run().with(PackLook.FIRST);
        try {
            return runOnce(repeatable ? request.run() : looking);
        } catch (LostPackException _) {
            return runOnce(looking);
        } catch (CorruptDataException damage) {
            boolean cache = Catalog.isSuspect(repository.stateDirectory());
            if (!cache || !repeatable) throw damage;
        }
        return runOnce(looking);
    }

    private BackupSummary runOnce(RunOptions options) throws IOException, InterruptedException {
        var started = clock.instant();
        progress.begin();
        try (var run = BackupRun.begin(repository, options, clock, random);
                var beside = Scope.open("estimate")) {
            progress.follow(run.traffic());
            var references = new References(repository.stateDirectory());
            var lineage = run.lineage(request.key());
            var vanished = Vanished.of(run, lineage);
            var found = PastSearch.of(run, references, request.keys(), random)
                    .find(lineage, request.changes());
            try (var past = found.past();
                    var next = references.write(lineage, run.snapshot())) {
                estimate(past, beside);
                var scanStart = clock.instant();
                var traces = new Traces(next, request.decisions());
                run.write(sink -> walk(sink, past, next, traces));
                if (past != null) past.log().finish(run);
                // Without a reference for the next one the round would stand still.
                boolean stuck = next.failure() != null;
                if (stuck || round(past) % LOOK_ROUNDS == 0) run.lookAtAll();
                var manifest = run.commit(draft(past, traces, started));
                keep(run, past, next, scanStart);
                vanished.forget(run);
                return summary(run, manifest, vanished, found, next, traces, started);
            }
        }
    }

    private void estimate(@Nullable Past past, Scope beside) {
        if (!request.estimate()) return;
        if (past == null) {
            beside.fork("walk", () -> progress.expect(Estimate.of(request.source())));
        } else {
            progress.expect(past.reference().facts().entries());
        }
    }

    private void walk(ChunkSink sink, @Nullable Past past, ReferenceWriter next, Traces traces)
            throws IOException, InterruptedException {
        var sizes = ArchiveSizes.of(RepositorySizes.of(repository.descriptor()));
        var copies = new ArchiveWriter.Copies(next::metadata, next::checks);
        var archive = past == null
                ? ArchiveWriter.open(sink, sizes, copies)
                : ArchiveWriter.openAfter(
                        sink,
                        sizes,
                        copies,
                        past.reference().facts().logEnd(),
                        past.reference().checks());
        var tree = new TreeBackup(request.source(), archive, past, traces, progress);
        walk = tree;
        written = tree.run();
    }

    private SnapshotDraft draft(@Nullable Past past, Traces traces, Instant started) {
        var tally = tally();
        var archive = archive();
        return new SnapshotDraft(
                request.key(),
                started,
                request.version(),
                ENCODER_VERSION,
                request.changes().code(),
                past == null ? null : reference(past.reference().facts()),
                request.options(),
                facts(archive.metadata()),
                facts(archive.checks()),
                archive.logEnd(),
                tally.liveBytes(),
                tally.counts(),
                tally.readBytes(),
                traces.notices().stream().map(BackupJob::stored).toList(),
                request.tags());
    }

    private static SnapshotFacts.Reference reference(ReferenceFacts facts) {
        return new SnapshotFacts.Reference(facts.snapshot(), facts.metadata().sha256());
    }

    /// Leaves the next backup what it can go on from.
    private void keep(BackupRun run, @Nullable Past past, ReferenceWriter next, Instant scanStart) {
        next.commit(
                ENCODER_VERSION,
                scanStart,
                archive().logEnd(),
                round(past),
                tally().counts(),
                () -> places(run, past));
    }

    /// How many backups this one goes on from, one from the other.
    private static long round(@Nullable Past past) {
        return past == null ? 0 : past.reference().facts().round() + 1;
    }

    private static PayloadPlaces places(BackupRun run, @Nullable Past past) throws IOException {
        var places = new PayloadPlaces.Builder();
        long before = past == null ? 0 : past.reference().facts().logEnd();
        run.forEachPayloadChunk((address, length, pack, chunk) -> {
            int live = past == null || address >= before ? length : past.log().used(address);
            places.add(address, length, pack, chunk, live);
        });
        return places.build();
    }

    private BackupSummary summary(
            BackupRun run,
            StoredManifest manifest,
            Vanished vanished,
            PastSearch.Found found,
            ReferenceWriter next,
            Traces traces,
            Instant started)
            throws IOException {
        var tally = tally();
        var known = run.catalog().history().findSnapshot(run.snapshot());
        var time = Duration.between(started, clock.instant());
        var failure = next.failure();
        return new BackupSummary(
                manifest,
                known == null ? run.snapshot().shortText() : known.name(),
                tally.counts(),
                tally.changes(),
                vanished,
                found.reason(),
                failure == null ? null : failure.getMessage(),
                tally.readBytes(),
                run.traffic().freshBytes(),
                run.traffic().storedBytes(),
                run.traffic().packCount(),
                time.isNegative() ? Duration.ZERO : time,
                traces.notices());
    }

    private EntryTally tally() {
        if (walk == null) throw new IllegalStateException("the pipeline ended before the walk");
        return walk.tally();
    }

    private WrittenArchive archive() {
        if (written == null) throw new IllegalStateException("the walk has not ended");
        return written;
    }

    /// The most content that a backup of so much reads again to stay compact.
    static long evacuationMax(long sourceBytes) {
        return (long) (EVACUATION_SHARE * sourceBytes);
    }

    static int encoderVersion() {
        return ENCODER_VERSION;
    }

    private static StreamFacts facts(StoredStream stream) {
        return new StreamFacts(stream.length(), stream.sha256());
    }

    private static SnapshotNotice stored(Notice notice) {
        return new SnapshotNotice(notice.path(), notice.kind().code(), notice.detail());
    }
}
