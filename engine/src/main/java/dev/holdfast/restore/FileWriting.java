package dev.holdfast.restore;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.flow.Channel;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.sys.SysException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.zip.CRC32C;

/// Writes the contents of all regular files, batch by batch, on several threads.
///
/// A file gets its name only if its content has the CRC-32C that was recorded. One that
/// cannot be read is told and left out; the others go on.
final class FileWriting {

    private final ArchiveReader archive;
    private final OpenSnapshot snapshot;
    private final EntrySource entries;
    private final RestorePlan plan;
    private final int[] order;
    private final RestoreOutcome outcome;
    private final RestoreProgress progress;

    FileWriting(
            ArchiveReader archive,
            EntrySource entries,
            RestorePlan plan,
            int[] order,
            RestoreOutcome outcome,
            RestoreProgress progress) {
        this.archive = archive;
        this.snapshot = archive.snapshot();
        this.entries = entries;
        this.plan = plan;
        this.order = order;
        this.outcome = outcome;
        this.progress = progress;
    }

    void run(DirectoryTable directories, int workers) throws IOException, InterruptedException {
        try (var scope = Scope.open("restore")) {
            var queue = Channel.<Batch>in(scope, 2 * workers);
            for (int i = 0; i < workers; i++) {
                scope.fork("write " + i, () -> {
                    var supply = new ChunkSupply(snapshot);
                    queue.drain(batch -> write(batch, supply, directories));
                });
            }
            var batches = new Batches(snapshot, plan, order);
            for (var batch = batches.next(); batch != null; batch = batches.next()) {
                queue.put(batch);
            }
            queue.end();
            scope.join();
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
        long position = plan.files.get(row);
        var name = entries.name(position);
        var metadata = entries.file(position).metadata();
        long address = plan.addresses.get(row);
        if (copy(address, plan.sizes.get(row), supply, directory, name, metadata)) {
            outcome.wrote(row, plan.sizes.get(row));
        } else {
            outcome.failed(position);
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
        var path = directory.path().child(name);
        try (var file = directory.file(name, metadata)) {
            int crc = content(address, size, supply, file);
            var expected = findCheck(address, path);
            if (expected != null && crc != expected) {
                throw new CorruptDataException(
                        "its %d bytes do not have the recorded CRC-32C".formatted(size));
            }
            file.finish(size);
            return true;
        } catch (CorruptDataException | BlobMissingException e) {
            outcome.checkSnapshot(snapshot, e);
            outcome.tell(path, RestoreNotice.Kind.CONTENT, "not restored: " + e.getMessage());
        } catch (SysException e) {
            outcome.tellMissing(path, e);
        }
        return false;
    }

    private int content(long address, long size, ChunkSupply supply, TargetFile file)
            throws IOException, InterruptedException {
        var crc = new CRC32C();
        long start = address + PayloadHeader.BYTES;
        long end = start + size;
        for (long at = start; at < end; ) {
            var chunk = snapshot.get(ArchiveStream.PAYLOAD, at);
            var bytes = supply.get(chunk, end);
            // A small content has its header in front of it, in the same chunk.
            if (at == start && chunk.address() <= address) {
                PayloadHeader.check(bytes, (int) (address - chunk.address()), address, size);
            }
            int from = (int) (at - chunk.address());
            int length = (int) Math.min(bytes.length - from, end - at);
            crc.update(bytes, from, length);
            file.write(at - start, bytes, from, length);
            progress.wrote(length);
            at += length;
        }
        return (int) crc.getValue();
    }

    /// Null, with a notice, if the check itself cannot be had: chunks are sealed, so the
    /// content is most likely right, and better than none.
    private @Nullable Integer findCheck(long address, ByteString path) throws IOException {
        try {
            return archive.checks().get(address);
        } catch (CorruptDataException | BlobMissingException e) {
            outcome.checkSnapshot(snapshot, e);
            outcome.tell(
                    path,
                    RestoreNotice.Kind.CONTENT,
                    "restored, but its check is damaged: " + e.getMessage());
            return null;
        }
    }
}
