package dev.holdfast.restore;

import dev.holdfast.archive.Checks;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.Unistd;

import java.io.IOException;
import java.util.zip.CRC32C;

/// Reads written files again and holds them against what was recorded when they were backed
/// up.
final class ReadBack {

    private static final int BUFFER = 1 << 20;

    private final Checks checks;
    private final EntrySource entries;
    private final RestorePlan plan;
    private final RestoreOutcome outcome;
    private final RestoreProgress progress;
    private final byte[] buffer = new byte[BUFFER];

    ReadBack(
            Checks checks,
            EntrySource entries,
            RestorePlan plan,
            RestoreOutcome outcome,
            RestoreProgress progress) {
        this.checks = checks;
        this.entries = entries;
        this.plan = plan;
        this.outcome = outcome;
        this.progress = progress;
    }

    void run(int[] order, DirectoryTable directories) throws IOException, InterruptedException {
        for (int row : order) {
            if (Thread.interrupted()) throw new InterruptedException("restore");
            var directory = directories.find((int) plan.fileDirectories.get(row));
            if (directory != null && outcome.isWritten(row)) check(row, directory);
        }
    }

    private void check(int row, TargetDirectory directory) throws IOException {
        var name = entries.name(plan.files.get(row));
        var path = directory.path().child(name);
        try {
            int expected = checks.get(plan.addresses.get(row));
            int found = read(directory, name, plan.sizes.get(row));
            if (found == expected) return;
            outcome.tell(
                    path,
                    RestoreNotice.Kind.CONTENT,
                    "what was read back does not have the recorded CRC-32C");
        } catch (CorruptDataException | BlobMissingException e) {
            // Told already when the file was written.
            return;
        } catch (SysException e) {
            outcome.tell(path, RestoreNotice.Kind.CONTENT, "cannot be read back: " + e.reason());
        }
    }

    private int read(TargetDirectory directory, ByteString name, long size) throws IOException {
        var crc = new CRC32C();
        try (var file = directory.open(name)) {
            long left = size;
            while (left >= 0) {
                int count = Unistd.read(file, buffer, 0, buffer.length);
                if (count <= 0) break;
                crc.update(buffer, 0, count);
                progress.verified(count);
                left -= count;
            }
        }
        return (int) crc.getValue();
    }
}
