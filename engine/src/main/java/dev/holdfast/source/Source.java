package dev.holdfast.source;

import java.io.IOException;
import java.util.function.Consumer;

/// One tree that can be backed up.
public interface Source {

    /// Begins a walk. `notices` is told, at once and from whichever thread found out, of
    /// everything that this walk, its entries and their contents could not give as it was.
    ///
    /// @throws IOException if there is no such tree, or its root cannot be read
    SourceCursor open(Consumer<Notice> notices) throws IOException;

    /// Whether a second walk meets the contents again, as it does not in what was piped in.
    default boolean isRepeatable() {
        return true;
    }
}
