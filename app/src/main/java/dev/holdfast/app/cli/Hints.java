package dev.holdfast.app.cli;

import dev.holdfast.catalog.StateInUseException;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.forget.NothingKeptException;
import dev.holdfast.forget.PinnedException;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.prune.NoSnapshotsException;
import dev.holdfast.repository.CannotFenceException;
import dev.holdfast.repository.NoRepositoryException;
import dev.holdfast.repository.NoSuchSnapshotException;
import dev.holdfast.repository.UnsignedException;
import dev.holdfast.repository.UntrustedException;
import dev.holdfast.store.StoreRefusedException;
import dev.holdfast.sys.SysException;

import org.jspecify.annotations.Nullable;

/// What a person can do about a failure: the one place that says it.
final class Hints {

    private static final String MORE_MEMORY =
            "set HOLDFAST_HEAP=512m, or more, and run it again; what a backup has stored is used again";

    private Hints() {}

    static @Nullable String find(Throwable failure) {
        return switch (failure) {
            case CommandException command -> command.hint();
            case WrongKeyException _ ->
                "name the right key with --identity, or a passphrase with --passphrase-file";
            case FormatTooNewException _ -> "use the Holdfast that wrote it, or a newer one";
            case CorruptDataException _ -> "`holdfast verify` shows what else is damaged";
            case NoRepositoryException _ ->
                "name another one with --repository, or make one with `holdfast init`";
            case UnsignedException _ ->
                "--trust-database with that SHA-256 restores it as it is, whoever wrote it";
            case UntrustedException _ ->
                "find out why before you go on; --trust-writer reads a writer's snapshots, `holdfast key admit` trusts it for good";
            case NoSuchSnapshotException none ->
                String.valueOf(none.getMessage()).contains(":")
                        ? "a place in a snapshot is SNAPSHOT:/absolute/path"
                        : "`holdfast snapshots` lists them";
            case NoSnapshotsException _ ->
                "look whether this is the right place and all of it is there; if it is, make a backup first";
            case CannotFenceException _ ->
                "make sure that the run is dead, then use --i-know-it-is-dead";
            case StoreRefusedException _ ->
                "check the credentials (AWS_ACCESS_KEY_ID, --s3-profile) and what the policy of the bucket allows";
            case NothingKeptException _ ->
                "add --keep-last 1, or name the snapshots to forget them all the same";
            case PinnedException _ -> "`holdfast tag --unpin` allows it";
            case StateInUseException _ -> "wait until the other run has ended";
            case SysException system -> ofErrno(system);
            default -> ExitCode.isOutOfMemory(failure) ? MORE_MEMORY : null;
        };
    }

    private static @Nullable String ofErrno(SysException failure) {
        return switch (failure.errno()) {
            case EACCES, EPERM -> "run it as a user who may do that";
            case EROFS -> "the file system is mounted read-only";
            case ENOSPC, EDQUOT ->
                "make room and run it again; what a backup has stored is used again";
            case null, default -> null;
        };
    }
}
