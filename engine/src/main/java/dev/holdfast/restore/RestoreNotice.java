package dev.holdfast.restore;

import dev.holdfast.format.ByteString;

/// Something of an entry that could not be written as the archive has it.
///
/// `path` is below the target, empty for the target itself; `detail` is half a sentence for
/// a person, safe to print.
public record RestoreNotice(ByteString path, Kind kind, String detail) {

    /// What is not as it was. A user without privileges gets many of the same kind, so they
    /// are best counted by it.
    public enum Kind {
        OWNER("owner"),
        MODE("mode"),
        TIME("time"),
        ATTRIBUTE("attribute"),
        ACL("access control list"),
        CAPABILITY("capability"),
        FLAG("flag"),
        PROJECT("project"),
        /// It could not be made: nothing is there, or still what was there before.
        MISSING("not made"),
        /// The content is damaged in the repository, or could not be checked.
        CONTENT("content");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }
}
