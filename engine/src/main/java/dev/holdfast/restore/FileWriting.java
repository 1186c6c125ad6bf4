package dev.holdfast.restore;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.flow.Channel;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.store.BlobMissingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;

/// Writes the contents of all regular files on several threads: batch by batch, large files
/// piece by piece.
///
/// A file gets its name only if its content has the CRC-32C that was recorded. One that
/// cannot be read is told and left out; the others go on.
final class FileWriting {

    private final OpenSnapshot snapshot;
    private final EntrySource entries;
    private final RestorePlan plan;
    private final int[] order;
    private final RestoreOutcome outcome;
    private final RestoreProgress progress;
    private final ContentCopy contents;

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

    void run(DirectoryTable directories, int workers) throws IOException, InterruptedException {
        // Files a failure leaves in the middle; when they are closed nobody writes any more.
        var open = new ArrayList<LargeFile>();
        try (var scope = Scope.open("restore")) {
            var queue = Channel.<Work>in(scope, 2 * workers);
            for (int i = 0; i < workers; i++) {
                scope.fork("write " + i, () -> {
                    var supply = new ChunkSupply(snapshot);
                    queue.drain(work -> write(work, supply, directories));
                });
            }
            var batches = new Batches(snapshot, plan, order);
            for (var batch = batches.next(); batch != null; batch = batches.next()) {
                var large = batch.count() == 0 ? findLarge(order[batch.from()], directories) : null;
                if (large == null) {
                    queue.put(batch);
                    continue;
                }
                open.removeIf(LargeFile::isDone);
                open.add(large);
                for (int i = 0; i < large.pieceCount(); i++) queue.put(new Work.Piece(large, i));
            }
            queue.end();
            scope.join();
        } finally {
            for (var large : open) large.close();
        }
    }

    /// Null if the file is to be written by one thread.
    private @Nullable LargeFile findLarge(int row, DirectoryTable directories) throws IOException {
        long size = plan.sizes.get(row);
        var directory = directories.find((int) plan.fileDirectories.get(row));
        if (size <= ChunkRun.BYTES_MAX || directory == null) return null;
        var ends = ChunkRun.ends(snapshot, plan.addresses.get(row) + PayloadHeader.BYTES, size);
        return new LargeFile(row, directory, ends);
    }

    private void write(Work work, ChunkSupply supply, DirectoryTable directories)
            throws IOException, InterruptedException {
        switch (work) {
            case Batch batch -> write(batch, supply, directories);
            case Work.Piece piece -> write(piece.file(), piece.number(), supply);
        }
    }

    private void write(Batch batch, ChunkSupply supply, DirectoryTable directories)
            throws IOException, InterruptedException {
        if (batch.count() > 0) {
            try {
                supply.load(batch.pack(), batch.firstChunk(), batch.count());
            } catch (CorruptDataException | BlobMissingException e) {
                // One chunk may be bad; each file finds out for itself.
                outcome.checkSnapshot(snapshot, e);
            }
        }
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

    private void write(LargeFile large, int piece, ChunkSupply supply)
            throws IOException, InterruptedException {
        int row = large.row();
        var entry = entries.get(plan.files.get(row));
        long address = plan.addresses.get(row);
        long size = plan.sizes.get(row);
        try {
            var file = large.begin(entry.name(), entries.file(entry).metadata());
            int crc = file == null
                    ? 0
                    : contents.copy(
                            address, size, large.start(piece), large.end(piece), supply, file);
            large.set(piece, crc);
        } catch (IOException e) {
            if (large.fail()) {
                outcome.tellLost(snapshot, large.directory().path().child(entry.name()), e);
            }
        }
        if (!large.end()) return;
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
