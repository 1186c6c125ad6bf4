package dev.holdfast.source.files;

import java.io.IOException;

/// A list of files to back up names something that cannot be part of this tree.
public final class FileListException extends IOException {

    FileListException(String message) {
        super(message);
    }
}
