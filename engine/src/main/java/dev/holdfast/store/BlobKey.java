package dev.holdfast.store;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.TrashId;
import dev.holdfast.format.manifest.WriterId;

import org.jspecify.annotations.Nullable;

/// The name of a blob in a store. Every path of a repository is made here and nowhere else;
/// no text from a blob ever becomes part of one, because names are digests and ids.
///
/// @param name the digest or id in text form, empty for the descriptor
public record BlobKey(BlobKind kind, String name) implements Comparable<BlobKey> {

    public BlobKey {
        if (!kind.allows(name)) {
            throw new IllegalArgumentException("no " + kind + " is named \"" + name + '"');
        }
    }

    public static BlobKey descriptor() {
        return new BlobKey(BlobKind.DESCRIPTOR, "");
    }

    /// Wrapped secrets: named by the first 128 bits of their own SHA-256, so that who opens
    /// none of them sees whether they are as they were stored.
    public static BlobKey key(byte[] stored) {
        return new BlobKey(BlobKind.KEY, Sha256.hash(stored).hex().substring(0, 32));
    }

    public static BlobKey pack(Sha256 sha256) {
        return new BlobKey(BlobKind.PACK, sha256.hex());
    }

    /// The mark which says that a pack is lost.
    public static BlobKey lost(Sha256 pack) {
        return new BlobKey(BlobKind.LOST, pack.hex());
    }

    public static BlobKey database(SnapshotId snapshot) {
        return new BlobKey(BlobKind.DATABASE, snapshot.toString());
    }

    public static BlobKey manifest(SnapshotId snapshot) {
        return new BlobKey(BlobKind.MANIFEST, snapshot.toString());
    }

    public static BlobKey mark(SnapshotId snapshot) {
        return new BlobKey(BlobKind.MARK, snapshot.toString());
    }

    public static BlobKey pin(SnapshotId snapshot) {
        return new BlobKey(BlobKind.PIN, snapshot.toString());
    }

    public static BlobKey writer(WriterId writer) {
        return new BlobKey(BlobKind.WRITER, writer.toString());
    }

    public static BlobKey trash(TrashId trash) {
        return new BlobKey(BlobKind.TRASH, trash.toString());
    }

    public static BlobKey trashWriters(TrashId trash) {
        return new BlobKey(BlobKind.TRASH_WRITERS, trash.toString());
    }

    public static BlobKey trashVerdict(TrashId trash) {
        return new BlobKey(BlobKind.TRASH_VERDICT, trash.toString());
    }

    /// The key whose path this is, or null if no blob of a repository has such a path.
    public static @Nullable BlobKey findPath(String path) {
        for (var kind : BlobKind.values()) {
            var name = kind.findName(path);
            if (name != null) return new BlobKey(kind, name);
        }
        return null;
    }

    /// Where the blob lies in a store: `packs/3f/3f2a…`. Its parts are digits, lower-case
    /// letters, dots and hyphens; none is `.` or `..`.
    public String path() {
        return kind.path(name);
    }

    /// The digest that names a pack, or the pack that a mark is about.
    public Sha256 packName() {
        require(kind == BlobKind.PACK || kind == BlobKind.LOST);
        try {
            return Sha256.parse(name);
        } catch (CorruptDataException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The snapshot that a manifest, database, mark or pin belongs to.
    public SnapshotId snapshot() {
        require(
                switch (kind) {
                    case MANIFEST, DATABASE, MARK, PIN -> true;
                    case DESCRIPTOR, KEY, PACK, LOST, WRITER, TRASH, TRASH_WRITERS, TRASH_VERDICT ->
                        false;
                });
        try {
            return SnapshotId.parse(name);
        } catch (CorruptDataException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The order in which a store lists.
    @Override
    public int compareTo(BlobKey other) {
        return path().compareTo(other.path());
    }

    @Override
    public String toString() {
        return path();
    }

    private void require(boolean fits) {
        if (!fits) throw new IllegalStateException(path() + " has no such name in it");
    }
}
