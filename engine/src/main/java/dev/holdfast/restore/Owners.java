package dev.holdfast.restore;

/// Which user and group of this machine stand for those of an archive.
public interface Owners {

    /// The answer that leaves the owner to whoever restores.
    long UNCHANGED = -1;

    /// The same numbers.
    Owners NUMERIC = new Owners() {
        @Override
        public long user(long archived) {
            return archived;
        }

        @Override
        public long group(long archived) {
            return archived;
        }
    };

    /// Everything belongs to whoever restores.
    Owners NONE = new Owners() {
        @Override
        public long user(long archived) {
            return UNCHANGED;
        }

        @Override
        public long group(long archived) {
            return UNCHANGED;
        }
    };

    /// A user's id here, or [#UNCHANGED].
    long user(long archived);

    /// A group's id here, or [#UNCHANGED].
    long group(long archived);
}
