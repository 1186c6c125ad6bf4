package dev.holdfast.prune;

import java.io.IOException;

/// No snapshot is listed although there is something they could need: a repository that
/// looks as if it may be emptied is more likely one that was not listed well.
public final class NoSnapshotsException extends IOException {

    NoSnapshotsException(String message) {
        super(message);
    }
}
