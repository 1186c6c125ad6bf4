package dev.holdfast.app.cli;

import dev.holdfast.app.config.ConfigException;
import dev.holdfast.catalog.StateInUseException;
import dev.holdfast.copy.CannotCopyException;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.export.NotADirectoryException;
import dev.holdfast.forget.NothingKeptException;
import dev.holdfast.forget.PinnedException;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.prune.NoSnapshotsException;
import dev.holdfast.repository.CannotFenceException;
import dev.holdfast.repository.LostPackException;
import dev.holdfast.repository.NoRepositoryException;
import dev.holdfast.repository.NoSuchSnapshotException;
import dev.holdfast.repository.RepositoryExistsException;
import dev.holdfast.repository.UnsignedException;
import dev.holdfast.repository.UntrustedException;
import dev.holdfast.repository.WriterFencedException;
import dev.holdfast.source.UnreadableException;
import dev.holdfast.source.files.FileListException;
import dev.holdfast.source.stream.CommandFailedException;
import dev.holdfast.store.BlobExistsException;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.StoreMissingException;
import dev.holdfast.store.StoreRefusedException;
import dev.holdfast.store.StoreUnavailableException;
import dev.holdfast.sys.SysException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Map;
import java.util.Objects;

/// How the process ends. The numbers are a promise to scripts: docs/manual/exit-codes.md.
public enum ExitCode {
    OK(0, "done, all of it"),
    FAILED(1, "failed"),
    USAGE(2, "the command line or a variable makes no sense"),
    PARTIAL(3, "done, but something was skipped, is damaged or needs attention; it is listed"),
    NO_REPOSITORY(10, "there is no repository at that place"),
    IN_USE(11, "the repository or this host's state is in use in a way that forbids this"),
    WRONG_KEY(12, "the key is missing or opens nothing here"),
    NEWER_FORMAT(13, "a newer Holdfast made this"),
    BUG(70, "a bug in Holdfast; please report it"),
    INTERRUPTED(130, "interrupted"),
    OUTPUT_CLOSED(141, "whoever read the output went away");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }

    /// The one mapping from what went wrong to how the process ends. What nobody meant to
    /// throw is a [#BUG].
    public static ExitCode of(Throwable failure) {
        return switch (failure) {
            case CommandException command -> command.exitCode();
            case UncheckedIOException unchecked -> of(Objects.requireNonNull(unchecked.getCause()));
            default -> isOutOfMemory(failure) ? FAILED : ofType(failure.getClass());
        };
    }

    /// Whether it was for want of memory: also what could not be loaded then, and so is not
    /// there.
    static boolean isOutOfMemory(Throwable failure) {
        for (var t = failure; t != null; t = t.getCause()) {
            if (t instanceof OutOfMemoryError) return true;
            var message = t.getMessage();
            boolean told = t instanceof LinkageError || t instanceof ExceptionInInitializerError;
            if (told && message != null && message.contains("OutOfMemoryError")) return true;
        }
        return false;
    }

    static ExitCode ofType(Class<?> type) {
        for (Class<?> t = type; t != null; t = t.getSuperclass()) {
            var code = Mapping.TYPES.get(t);
            if (code != null) return code;
        }
        return BUG;
    }

    /// Kept apart so that a run without a failure never loads these classes.
    static final class Mapping {

        static final Map<Class<? extends Throwable>, ExitCode> TYPES = Map.ofEntries(
                Map.entry(ConfigException.class, USAGE),
                Map.entry(OutputClosedException.class, OUTPUT_CLOSED),
                Map.entry(InterruptedException.class, INTERRUPTED),
                Map.entry(InterruptedIOException.class, INTERRUPTED),
                Map.entry(ClosedByInterruptException.class, INTERRUPTED),
                Map.entry(FormatTooNewException.class, NEWER_FORMAT),
                Map.entry(WrongKeyException.class, WRONG_KEY),
                Map.entry(UntrustedException.class, WRONG_KEY),
                Map.entry(UnsignedException.class, WRONG_KEY),
                Map.entry(NoRepositoryException.class, NO_REPOSITORY),
                Map.entry(StateInUseException.class, IN_USE),
                Map.entry(NoSuchSnapshotException.class, FAILED),
                Map.entry(CannotCopyException.class, FAILED),
                Map.entry(NotADirectoryException.class, FAILED),
                Map.entry(NoSnapshotsException.class, FAILED),
                Map.entry(NothingKeptException.class, FAILED),
                Map.entry(PinnedException.class, FAILED),
                Map.entry(CannotFenceException.class, FAILED),
                Map.entry(RepositoryExistsException.class, FAILED),
                Map.entry(LostPackException.class, FAILED),
                Map.entry(WriterFencedException.class, FAILED),
                Map.entry(UnreadableException.class, FAILED),
                Map.entry(FileListException.class, FAILED),
                Map.entry(CommandFailedException.class, FAILED),
                Map.entry(BlobExistsException.class, FAILED),
                Map.entry(BlobMissingException.class, FAILED),
                Map.entry(StoreMissingException.class, NO_REPOSITORY),
                Map.entry(StoreUnavailableException.class, FAILED),
                Map.entry(StoreRefusedException.class, FAILED),
                Map.entry(CorruptDataException.class, FAILED),
                Map.entry(SysException.class, FAILED),
                Map.entry(IOException.class, FAILED));

        private Mapping() {}
    }
}
