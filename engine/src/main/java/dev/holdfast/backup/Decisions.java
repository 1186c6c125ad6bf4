package dev.holdfast.backup;

import dev.holdfast.source.SourceEntry;

import java.io.IOException;

/// Who wants to know of every regular file what was done about it, and why.
@FunctionalInterface
public interface Decisions {

    Decisions UNHEARD = (_, _) -> {};

    /// `entry` is valid during the call.
    void decided(SourceEntry entry, Change change) throws IOException;
}
