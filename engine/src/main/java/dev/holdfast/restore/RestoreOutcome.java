package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.repository.NoSuchSnapshotException;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.sys.SysException;

import java.io.IOException;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// What came of a restore so far: what was written, what was not, and every notice on its
/// way to whoever listens. Any thread may tell.
final class RestoreOutcome {

    private static final String SAME_NAME =
            "this file system takes its name for another one, which is there and was kept";

    private final Consumer<RestoreNotice> notices;
    private final Map<RestoreNotice.Kind, Long> counts = new EnumMap<>(RestoreNotice.Kind.class);
    private final BitSet written = new BitSet();
    private final Set<Long> failed = new HashSet<>();
    private long bytes;

    RestoreOutcome(Consumer<RestoreNotice> notices) {
        this.notices = notices;
    }

    synchronized void tell(RestoreNotice notice) {
        counts.merge(notice.kind(), 1L, Long::sum);
        notices.accept(notice);
    }

    void tell(ByteString path, RestoreNotice.Kind kind, String detail) {
        tell(new RestoreNotice(path, kind, detail));
    }

    /// Tells that an entry could not be made, if that is a matter of this entry alone.
    ///
    /// @throws SysException if nothing else can be expected to go well either
    void tellMissing(ByteString path, SysException failure) throws SysException {
        switch (failure.errno()) {
            case ENOSPC, EDQUOT, EIO, EROFS, EMFILE, ENFILE, ENOMEM, ESTALE -> throw failure;
            case EEXIST -> tell(path, RestoreNotice.Kind.MISSING, SAME_NAME);
            case null, default -> tell(path, RestoreNotice.Kind.MISSING, failure.reason());
        }
    }

    /// Tells why a file is not there: its content cannot be had, or the target does not take
    /// it.
    ///
    /// @throws IOException if that says something about other files as well
    void tellLost(OpenSnapshot snapshot, ByteString path, IOException failure) throws IOException {
        switch (failure) {
            case CorruptDataException e ->
                tell(path, RestoreNotice.Kind.CONTENT, "not restored: " + e.getMessage());
            case BlobMissingException e -> {
                checkSnapshot(snapshot, e);
                tell(path, RestoreNotice.Kind.CONTENT, "not restored: " + e.getMessage());
            }
            case SysException e -> tellMissing(path, e);
            default -> throw failure;
        }
    }

    /// A blob may be missing because the snapshot was forgotten meanwhile, which is no
    /// damage and ends the restore (invariant I11).
    void checkSnapshot(OpenSnapshot snapshot, IOException failure) throws IOException {
        if (!(failure instanceof BlobMissingException) || snapshot.isWalked()) return;
        var id = snapshot.facts().id();
        if (snapshot.repository().store().findSize(BlobKey.manifest(id)) == null) {
            throw new NoSuchSnapshotException(
                    "snapshot %s was forgotten while it was restored".formatted(id.shortText()));
        }
    }

    synchronized void wrote(int row, long size) {
        written.set(row);
        bytes += size;
    }

    synchronized void failed(long position) {
        failed.add(position);
    }

    synchronized boolean hasFailed(long position) {
        return failed.contains(position);
    }

    synchronized boolean isWritten(int row) {
        return written.get(row);
    }

    synchronized long files() {
        return written.cardinality();
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized Map<RestoreNotice.Kind, Long> counts() {
        return new EnumMap<>(counts);
    }
}
