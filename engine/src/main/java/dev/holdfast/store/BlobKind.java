package dev.holdfast.store;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;

import org.jspecify.annotations.Nullable;

/// What blobs a repository has, and the shape of their paths (docs/format/README.md, section
/// "Names").
public enum BlobKind {
    /// The repository's descriptor; there is one, so its name is empty.
    DESCRIPTOR("holdfast.json", Naming.NONE, ""),
    /// The repository's secrets, wrapped for one person; named by the first half of the
    /// SHA-256 of its own bytes.
    KEY("keys/", Naming.DIGITS_32, ".age"),
    /// Chunks; named by the SHA-256 of its own bytes.
    PACK("packs/", Naming.DIGITS_64, ""),
    /// A snapshot's database.
    DATABASE("snapshots/", Naming.DIGITS_32, "/db.zst.age"),
    /// A snapshot's commit point, or a tombstone in its place.
    MANIFEST("snapshots/", Naming.DIGITS_32, "/manifest.json.zst"),
    /// Tags of a snapshot that were edited later.
    MARK("marks/", Naming.DIGITS_32, ".age"),
    /// Forbids to forget a snapshot.
    PIN("pins/", Naming.DIGITS_32, ""),
    /// A run that writes.
    WRITER("writers/", Naming.UUID, ""),
    /// What a prune condemned.
    TRASH("trash/", Naming.UUID, ".json"),
    /// The writers that such a prune waits for.
    TRASH_WRITERS("trash/", Naming.UUID, ".writers.json"),
    /// What such a prune may delete.
    TRASH_VERDICT("trash/", Naming.UUID, ".verdict.json"),
    /// Says that a pack is damaged and cannot be relied on; named as the pack. It lies where
    /// every writer looks for what it must not rely on.
    LOST("trash/", Naming.DIGITS_64, ".lost");

    private final String prefix;
    private final Naming naming;
    private final String suffix;

    BlobKind(String prefix, Naming naming, String suffix) {
        this.prefix = prefix;
        this.naming = naming;
        this.suffix = suffix;
    }

    /// Whether a blob of this kind can have `name`.
    boolean allows(String name) {
        return naming.allows(name);
    }

    String path(String name) {
        return prefix + shard(name) + name + suffix;
    }

    /// The name in `path`, or null if it is no path of this kind.
    @Nullable
    String findName(String path) {
        int end = path.length() - suffix.length();
        if (end < prefix.length() || !path.startsWith(prefix) || !path.endsWith(suffix)) {
            return null;
        }
        var name = path.substring(Math.min(end, prefix.length() + shardLength()), end);
        return allows(name) && path(name).equals(path) ? name : null;
    }

    /// Packs lie in 256 directories, so that no directory of a local store grows without end.
    private boolean isSharded() {
        return this == PACK;
    }

    private String shard(String name) {
        return isSharded() ? name.substring(0, 2) + '/' : "";
    }

    private int shardLength() {
        return isSharded() ? 3 : 0;
    }

    /// How the blobs of a kind are named.
    private enum Naming {
        NONE,
        DIGITS_32,
        DIGITS_64,
        UUID;

        boolean allows(String name) {
            return switch (this) {
                case NONE -> name.isEmpty();
                case DIGITS_32 -> SnapshotId.isValid(name);
                case DIGITS_64 -> Sha256.isValid(name);
                case UUID -> WriterId.isValid(name);
            };
        }
    }
}
