package dev.holdfast.restore;

import dev.holdfast.format.ByteString;

import java.nio.file.Path;
import java.util.List;

/// What is to be restored, to where, and how.
///
/// @param place path of the entry from the root of the archive; empty for all of it. Of a
///     directory its contents are restored, of anything else the entry itself
/// @param target absolute path of a directory, made if it is not there
/// @param below path below the target under which everything goes; empty for the target.
///     An archive says nothing of the directories on it: new ones are as mkdir(1) -p makes
///     them
/// @param delete remove what is in a restored directory of the target and not in that of the
///     snapshot, except what the selection leaves out
/// @param own absolute paths of directories that are not removed, nor what they are in: the
///     repository, the local state
/// @param verify read every written file again when all of them are durable
/// @param temporary local directory for the plain metadata
/// @param workers threads that open and write, each with some 20 MiB
/// @param transfers requests under way at once, each with some 4 MiB
public record RestoreRequest(
        ByteString place,
        ByteString target,
        ByteString below,
        Selection selection,
        Overwrite overwrite,
        boolean delete,
        List<ByteString> own,
        boolean verify,
        TreeWriterOptions writing,
        Path temporary,
        int workers,
        int transfers) {

    /// With as many requests as threads.
    public RestoreRequest(
            ByteString place,
            ByteString target,
            ByteString below,
            Selection selection,
            Overwrite overwrite,
            boolean delete,
            List<ByteString> own,
            boolean verify,
            TreeWriterOptions writing,
            Path temporary,
            int workers) {
        this(
                place, target, below, selection, overwrite, delete, own, verify, writing, temporary,
                workers, workers);
    }

    public RestoreRequest {
        own = List.copyOf(own);
    }
}
