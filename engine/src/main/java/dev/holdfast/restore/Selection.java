package dev.holdfast.restore;

import dev.holdfast.format.ByteString;

/// Which entries of a snapshot are restored. Paths count from the root of the archive.
public interface Selection {

    /// Everything.
    Selection ALL = new Selection() {
        @Override
        public boolean isIncluded(ByteString path, boolean directory) {
            return true;
        }

        @Override
        public boolean isExcluded(ByteString path, boolean directory) {
            return false;
        }
    };

    /// Whether the entry is wanted, and with a directory everything in it. A directory that
    /// is not may still have wanted entries in it.
    boolean isIncluded(ByteString path, boolean directory);

    /// Whether the entry stays out, and with a directory everything in it.
    boolean isExcluded(ByteString path, boolean directory);
}
