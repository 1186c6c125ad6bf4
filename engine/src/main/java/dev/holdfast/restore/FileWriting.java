package dev.holdfast.restore;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.flow.Channel;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.store.BlobMissingException;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Fetches and writes the contents of all regular files: some threads wait for the store,
/// others open what has come and write it, batch by batch, large files piece by piece.
///
/// What is in memory at once: what waits between the two, for each request one run of chunks
/// as it is stored, and for each thread that writes one that is opened.
///
/// A file gets its name only if its content has the CRC-32C that was recorded. One that
/// cannot be read is told and left out; the others go on.
final class FileWriting {

    /// What waits for who writes; most runs of chunks have a megabyte or less, stored.
    private static final int FETCHED_MAX = 64;

    private static final long FETCHED_BYTES_MAX = 16 << 20;

    private final OpenSnapshot snapshot;
    private final EntrySource entries;
    private final RestorePlan plan;
    private final int[] order;
    private final RestoreOutcome outcome;
    private final RestoreProgress progress;
    private final ContentCopy contents;

    /// Files of which a piece has begun and another has not ended, by their row.
    private final Map<Integer, LargeFile> larges = new ConcurrentHashMap<>();

    FileWriting(
            ArchiveReader archive,
            EntrySource entries,
            RestorePlan plan,
            int[] order,
            RestoreOutcome outcome,
            RestoreProgress progress) {
        this.snapshot = archive.snapshot();
        this.entries = entries;
        this.plan = plan;
        this.order = order;
        this.outcome = outcome;
        this.progress = progress;
        this.contents = new ContentCopy(archive, outcome, progress);
    }

    /// With `transfers` requests under way, and `workers` threads that open and write what
    /// they bring.
    void run(DirectoryTable directories, int workers, int transfers)
            throws IOException, InterruptedException {
        try (var scope = Scope.open("restore")) {
            var requests = Channel.<Segment>in(scope, 1);
            var fetched = Channel.<Fetched>in(scope, FETCHED_MAX, FETCHED_BYTES_MAX, Fetched::size);
            for (int i = 0; i < workers; i++) {
                scope.fork("write " + i, () -> {
                    var supply = new ChunkSupply(snapshot);
                    fetched.drain(arrived -> write(arrived, supply, directories));
                });
            }
            var fetching = new AtomicInteger(transfers);
            for (int i = 0; i < transfers; i++) {
                scope.forkWaiting("fetch " + i, () -> {
                    requests.drain(segment -> fetch(segment, fetched));
                    if (fetching.decrementAndGet() == 0) fetched.end();
                });
            }
            var segments = new Segments(snapshot, new Works(snapshot, plan, order));
            for (var segment = segments.next(); segment != null; segment = segments.next()) {
                requests.put(segment);
            }
            requests.end();
            scope.join();
        } finally {
            // Files that a failure has left in the middle: nobody writes any more.
            for (var large : larges.values()) large.close();
        }
    }

    private void fetch(Segment segment, Channel<Fetched> fetched)
            throws IOException, InterruptedException {
        int arrived = 0;
        var fetches = segment.fetches();
        if (segment.isPlaced()) {
            try (var stream =
                    snapshot.stream(segment.pack(), segment.firstChunk(), segment.endChunk())) {
                for (; arrived < fetches.size(); arrived++) {
                    var fetch = fetches.get(arrived);
                    var sealed = stream.read(fetch.firstChunk(), fetch.count());
                    fetched.put(new Fetched(fetch, sealed));
                }
            } catch (CorruptDataException | BlobMissingException e) {
                // One chunk may be lost; each file finds out for itself.
                outcome.checkSnapshot(snapshot, e);
            }
        }
        for (var fetch : fetches.subList(arrived, fetches.size())) {
            fetched.put(new Fetched(fetch, null));
        }
    }

    private void write(Fetched arrived, ChunkSupply supply, DirectoryTable directories)
            throws IOException, InterruptedException {
        var fetch = arrived.fetch();
        var sealed = arrived.sealed();
        if (sealed != null) {
            try {
                supply.load(fetch.pack(), fetch.firstChunk(), fetch.count(), sealed);
            } catch (CorruptDataException e) {
                // As above: one chunk may be bad.
                outcome.checkSnapshot(snapshot, e);
            }
        }
        for (var work : fetch.works()) {
            switch (work) {
                case Batch batch -> write(batch, supply, directories);
                case Piece piece -> write(piece, supply, directories);
            }
        }
    }

    private void write(Batch batch, ChunkSupply supply, DirectoryTable directories)
            throws IOException, InterruptedException {
        for (int i = batch.from(); i < batch.to(); i++) {
            int row = order[i];
            var directory = directories.find((int) plan.fileDirectories.get(row));
            if (directory != null) write(row, supply, directory);
            progress.file();
        }
    }

    private void write(int row, ChunkSupply supply, TargetDirectory directory)
            throws IOException, InterruptedException {
        var entry = entries.get(plan.files.get(row));
        var metadata = entries.file(entry).metadata();
        long address = plan.addresses.get(row);
        long size = plan.sizes.get(row);
        note(row, copy(address, size, supply, directory, entry.name(), metadata));
    }

    private void note(int row, boolean written) {
        if (written) {
            outcome.wrote(row, plan.sizes.get(row));
        } else {
            outcome.failed(plan.files.get(row));
        }
    }

    /// Writes one file; false, with a notice, if it is not there now.
    boolean copy(
            long address,
            long size,
            ChunkSupply supply,
            TargetDirectory directory,
            ByteString name,
            Metadata metadata)
            throws IOException, InterruptedException {
        try (var file = directory.file(name, metadata)) {
            int crc = contents.copy(address, size, 0, size, supply, file);
            contents.finish(file, address, size, crc);
            return true;
        } catch (IOException e) {
            outcome.tellLost(snapshot, directory.path().child(name), e);
            return false;
        }
    }

    private void write(Piece piece, ChunkSupply supply, DirectoryTable directories)
            throws IOException, InterruptedException {
        int row = piece.row();
        int number = piece.number();
        var directory = directories.find((int) plan.fileDirectories.get(row));
        if (directory == null) {
            if (number == 0) progress.file();
            return;
        }
        var large = larges.computeIfAbsent(row, _ -> new LargeFile(directory, piece.ends()));
        var entry = entries.get(plan.files.get(row));
        long address = plan.addresses.get(row);
        long size = plan.sizes.get(row);
        try {
            var file = large.begin(entry.name(), entries.file(entry).metadata());
            int crc = file == null
                    ? 0
                    : contents.copy(
                            address, size, large.start(number), large.end(number), supply, file);
            large.set(number, crc);
        } catch (IOException e) {
            if (large.fail()) {
                outcome.tellLost(snapshot, large.directory().path().child(entry.name()), e);
            }
        }
        if (!large.end()) return;
        larges.remove(row);
        try (large) {
            note(row, finish(large, address, size, entry.name()));
            progress.file();
        }
    }

    /// When all pieces have ended.
    private boolean finish(LargeFile large, long address, long size, ByteString name)
            throws IOException {
        var file = large.findWhole();
        if (file == null) return false;
        try {
            contents.finish(file, address, size, large.crc());
            return true;
        } catch (IOException e) {
            outcome.tellLost(snapshot, large.directory().path().child(name), e);
            return false;
        }
    }
}
