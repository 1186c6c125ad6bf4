package dev.holdfast.prune;

/// How a prune works.
///
/// @param connections blobs that are deleted at once
/// @param othersAreDead somebody vouches that no other prune, however slow, is under way: on a
///     store that does not keep its word about puts, only then is the trash of others touched
public record PruneOptions(int connections, boolean othersAreDead) {

    public PruneOptions {
        if (connections < 1) throw new IllegalArgumentException(connections + " connections");
    }
}
