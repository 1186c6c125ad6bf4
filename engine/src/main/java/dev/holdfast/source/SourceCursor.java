package dev.holdfast.source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// One walk over a source, depth first, in the order of an archive: in every directory the
/// names ascend by unsigned bytes.
///
/// The first event enters the root, the last one leaves it; each [SourceEvent.Enter] has its
/// [SourceEvent.Leave], whatever happens in between. Memory and open files stay bounded by
/// the depth of the tree and the size of the directories on the way down. For one thread;
/// names may have been looked at some hundred events before they come.
public interface SourceCursor extends AutoCloseable {

    /// The next event, null after the last. The entry of the event before is no longer valid
    /// then; contents opened from it are.
    ///
    /// @throws IOException if the walk as a whole cannot go on, never for one entry's sake
    @Nullable
    SourceEvent next() throws IOException;

    @Override
    void close();
}
