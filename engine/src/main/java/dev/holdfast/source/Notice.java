package dev.holdfast.source;

import dev.holdfast.format.ByteString;

/// Something a backup could not take as it was, or did not take.
///
/// `path` is below the root of the source, empty for the root itself; `detail` is half a
/// sentence for a person, safe to print.
public record Notice(ByteString path, Kind kind, String detail) {

    /// What became of the entry. The code is what a snapshot's database holds.
    public enum Kind {
        /// It is not in the backup, or without what is inside it.
        SKIPPED("skipped", true),
        /// It was there and then it was not.
        VANISHED("vanished", true),
        /// It is in the backup, but it changed while it was read, twice.
        CHANGED("changed-while-read", true),
        /// It is in the backup, less a part.
        TRUNCATED("truncated", true),
        /// It is in the backup as far as it should be; there is only something to know.
        SPECIAL("special", false);

        private final String code;
        private final boolean loss;

        Kind(String code, boolean loss) {
            this.code = code;
            this.loss = loss;
        }

        public String code() {
            return code;
        }

        /// Whether a restore would give back less than was there: the backup ends with
        /// exit code 3.
        public boolean isLoss() {
            return loss;
        }
    }
}
