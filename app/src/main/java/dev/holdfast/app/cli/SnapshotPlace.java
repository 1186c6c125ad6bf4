package dev.holdfast.app.cli;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.PxarAccessor;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.repository.KnownSnapshot;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.repository.UntrustedException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// What people write to name a place in a snapshot: `SNAPSHOT` or
/// `SNAPSHOT:/absolute/source/path`.
///
/// @param path absolute, as it was at the source; null for the whole snapshot
public record SnapshotPlace(String snapshot, @Nullable ByteString path) {

    public static SnapshotPlace parse(String text) {
        int colon = text.indexOf(":/");
        if (colon < 0) return new SnapshotPlace(text, null);
        var path = CommandLineBytes.bytes(text.substring(colon + 1));
        return new SnapshotPlace(text.substring(0, colon), SourcePath.absolute(path));
    }

    public KnownSnapshot find(
            RepositoryAccess access, Repository repository, RepositorySecrets secrets)
            throws IOException {
        return new SnapshotFinder(repository, secrets, access.temporary()).find(snapshot);
    }

    /// Opens the snapshot, if its writer is trusted.
    public OpenSnapshot open(
            RepositoryAccess access, Repository repository, RepositorySecrets secrets)
            throws IOException {
        var known = find(access, repository, secrets);
        if (!known.stored().trusted()) {
            throw new UntrustedException("snapshot " + known.label()
                    + " was signed by a writer that the" + " owner has not admitted: "
                    + known.stored().manifest().writer());
        }
        return OpenSnapshot.open(repository, known.stored(), secrets, access.temporary());
    }

    /// The path from the root of the archive; empty for the root itself.
    ///
    /// @throws CommandException if the path is not below the source's root
    public ByteString inside(OpenSnapshot open) throws CommandException {
        var root = open.facts().source().directory();
        if (path == null || path.equals(root)) return ByteString.EMPTY;
        var prefix = root.equals(ByteString.utf8("/")) ? root : root.concat(ByteString.utf8("/"));
        if (!path.startsWith(prefix)) {
            throw new CommandException(
                    ExitCode.FAILED, path + " is not in this snapshot, which is of " + root, null);
        }
        return path.substring(prefix.length(), path.length());
    }

    /// What a restore of the place is about, from the root of the archive: never the
    /// directory around a source that is one file.
    public ByteString restored(OpenSnapshot open) throws CommandException {
        var inside = inside(open);
        return inside.isEmpty() ? open.facts().source().name() : inside;
    }

    /// The entry at the place.
    public PxarEntry entry(ArchiveReader archive) throws IOException {
        return entry(archive.snapshot(), archive.tree());
    }

    /// The entry at the place, in the tree of a snapshot.
    public PxarEntry entry(OpenSnapshot open, PxarAccessor tree) throws IOException {
        var inside = inside(open);
        if (inside.isEmpty()) return tree.root().entry();
        var found = tree.find(inside);
        if (found == null) {
            throw new CommandException(ExitCode.FAILED, path + " is not in this snapshot", null);
        }
        return found;
    }
}
