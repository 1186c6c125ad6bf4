package dev.holdfast.source.files;

import dev.holdfast.source.Notice;

/// Where notices about one file go; knows the file's path.
interface Report {

    void tell(Notice.Kind kind, String detail);

    /// The file is kept, less what `detail` says.
    default void truncated(String detail) {
        tell(Notice.Kind.TRUNCATED, detail);
    }
}
