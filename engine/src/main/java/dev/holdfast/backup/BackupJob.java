package dev.holdfast.backup;

import dev.holdfast.archive.ArchiveSizes;
import dev.holdfast.archive.StoredStream;
import dev.holdfast.archive.WrittenArchive;
import dev.holdfast.catalog.SnapshotNotice;
import dev.holdfast.catalog.StreamFacts;
import dev.holdfast.flow.Scope;
import dev.holdfast.repository.BackupRun;
import dev.holdfast.repository.ChunkSink;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RepositorySizes;
import dev.holdfast.repository.SnapshotDraft;
import dev.holdfast.source.Notice;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Backs up one source into one snapshot.
///
/// ```
/// walk     source → entries                                  (this thread)
/// cut      contents → chunks
/// seal     chunks → frames                                   (all cores)
/// pack     frames → packs, in order
/// store    packs → store                                     (several at once)
/// commit   extents → database → manifest → catalog           (this thread)
/// ```
public final class BackupJob {

    /// Generation of the metadata encoder: raised whenever equal sources would no longer
    /// make equal metadata streams.
    private static final int ENCODER_VERSION = 1;

    private final Repository repository;
    private final BackupRequest request;
    private final BackupProgress progress;
    private final InstantSource clock;
    private final SecureRandom random;
    private final List<Notice> notices = new CopyOnWriteArrayList<>();
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
    public BackupSummary run() throws IOException, InterruptedException {
        var started = clock.instant();
        try (var run = BackupRun.begin(repository, request.run(), clock, random);
                var beside = Scope.open("estimate")) {
            progress.follow(run.traffic());
            if (request.estimate()) {
                beside.fork("walk", () -> progress.expect(Estimate.of(request.source())));
            }
            run.write(this::walk);
            return commit(run, started);
        }
    }

    private void walk(ChunkSink sink) throws IOException, InterruptedException {
        var sizes = ArchiveSizes.of(RepositorySizes.of(repository.descriptor()));
        var tree = new TreeBackup(request.source(), sink, sizes, notices::add, progress);
        walk = tree;
        written = tree.run();
    }

    private BackupSummary commit(BackupRun run, Instant started) throws IOException {
        var tree = walk;
        var archive = written;
        if (tree == null || archive == null) {
            throw new IllegalStateException("the pipeline ended before the walk");
        }
        var tally = tree.tally();
        var manifest = run.commit(new SnapshotDraft(
                request.key(),
                started,
                request.version(),
                ENCODER_VERSION,
                "data",
                null,
                request.options(),
                facts(archive.metadata()),
                facts(archive.checks()),
                archive.logEnd(),
                tally.liveBytes(),
                tally.counts(),
                tally.readBytes(),
                notices.stream().map(BackupJob::stored).toList(),
                request.tags()));
        var known = run.catalog().history().findSnapshot(run.snapshot());
        var time = Duration.between(started, clock.instant());
        return new BackupSummary(
                manifest,
                known == null ? run.snapshot().shortText() : known.name(),
                tally.counts(),
                tally.readBytes(),
                run.traffic().freshBytes(),
                run.traffic().storedBytes(),
                run.traffic().packCount(),
                time.isNegative() ? Duration.ZERO : time,
                notices);
    }

    private static StreamFacts facts(StoredStream stream) {
        return new StreamFacts(stream.length(), stream.sha256());
    }

    private static SnapshotNotice stored(Notice notice) {
        return new SnapshotNotice(notice.path(), notice.kind().code(), notice.detail());
    }
}
