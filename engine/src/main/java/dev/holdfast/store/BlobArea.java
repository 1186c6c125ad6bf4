package dev.holdfast.store;

/// What can be listed: each directory of a repository.
public enum BlobArea {
    KEYS,
    PACKS,
    SNAPSHOTS,
    MARKS,
    PINS,
    WRITERS,
    TRASH;

    /// What the paths of its blobs begin with: `packs/`.
    public String prefix() {
        return switch (this) {
            case KEYS -> "keys/";
            case PACKS -> "packs/";
            case SNAPSHOTS -> "snapshots/";
            case MARKS -> "marks/";
            case PINS -> "pins/";
            case WRITERS -> "writers/";
            case TRASH -> "trash/";
        };
    }
}
