package dev.holdfast.tree;

import dev.holdfast.format.ByteString;

import java.io.IOException;

/// One side of a [Merge]: a tree, depth first, in every directory the names ascending by
/// unsigned bytes. The first step enters the root, the last one leaves it.
public interface Walk {

    /// Moves on; false if the last step was taken already. What was there before is no longer
    /// valid then.
    boolean next() throws IOException;

    /// Where the walk is.
    Step step();

    /// The name of what it entered or met; empty for the root.
    ByteString name();

    /// A tree that is not there.
    Walk NONE = new Walk() {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public Step step() {
            throw new IllegalStateException("nothing is here");
        }

        @Override
        public ByteString name() {
            throw new IllegalStateException("nothing is here");
        }
    };
}
