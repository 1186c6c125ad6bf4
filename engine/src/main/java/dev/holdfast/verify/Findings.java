package dev.holdfast.verify;

import com.github.luben.zstd.ZstdIOException;

import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.function.Consumer;

/// Hands findings on, one at a time, and counts them. Any thread may find.
final class Findings {

    private final Consumer<? super Finding> consumer;
    private long damages;

    Findings(Consumer<? super Finding> consumer) {
        this.consumer = consumer;
    }

    synchronized void add(Finding finding) {
        if (finding.isDamage()) damages++;
        consumer.accept(finding);
    }

    /// Adds what a failure to read says about a blob.
    ///
    /// @throws IOException the failure, if it says nothing about it
    void addUnreadable(BlobKey key, IOException failure, List<SnapshotId> snapshots)
            throws IOException {
        var fault = faultOfReading(failure);
        if (fault == null) throw failure;
        add(new Finding.BadBlob(key, fault, textOf(failure), snapshots));
    }

    synchronized long damages() {
        return damages;
    }

    /// What a failure says about the blob that was read; null if it says nothing, because
    /// the store could not be asked.
    static @Nullable Fault faultOf(IOException failure) {
        return switch (failure) {
            case BlobMissingException _ -> Fault.MISSING;
            case FormatTooNewException _ -> Fault.NEWER;
            case CorruptDataException _ -> Fault.CHANGED;
            case WrongKeyException _ -> Fault.CHANGED;
            case ZstdIOException _ -> Fault.CHANGED;
            default -> null;
        };
    }

    /// As [#faultOf], for a failure while the bytes of one blob were read: also what a disk
    /// cannot read is the blob's fault, as long as the store as a whole answers.
    static @Nullable Fault faultOfReading(IOException failure) {
        return switch (failure) {
            case StoreUnavailableException _ -> null;
            case InterruptedIOException _ -> null;
            case ClosedByInterruptException _ -> null;
            default -> {
                var fault = faultOf(failure);
                yield fault == null ? Fault.UNREADABLE : fault;
            }
        };
    }

    static String textOf(IOException failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
