package dev.holdfast.archive;

import dev.holdfast.chunk.ChunkSizes;
import dev.holdfast.repository.RepositorySizes;

/// How large the chunks of an archive are; settled in docs/design/0003-sizes.md.
public record ArchiveSizes(ChunkSizes metadata, ChunkSizes payload) {

    /// The sizes that the writers of a repository have agreed on.
    public static ArchiveSizes of(RepositorySizes agreed) {
        return new ArchiveSizes(agreed.metadata(), agreed.payload());
    }
}
