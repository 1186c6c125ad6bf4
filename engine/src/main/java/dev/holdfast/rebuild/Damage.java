package dev.holdfast.rebuild;

import com.github.luben.zstd.ZstdIOException;

import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.store.BlobMissingException;

import java.io.IOException;

/// Tells a failure that says something of one blob (it is damaged, missing, or made by a newer
/// Holdfast) from those that say that the store, or this host, cannot be asked.
final class Damage {

    private Damage() {}

    /// What is wrong with a blob, as a sentence.
    ///
    /// @throws IOException `failure` itself, if it is about more than a blob
    static String of(IOException failure) throws IOException {
        return switch (failure) {
            case CorruptDataException e -> String.valueOf(e.getMessage());
            case BlobMissingException e -> String.valueOf(e.getMessage());
            case FormatTooNewException e -> String.valueOf(e.getMessage());
            case WrongKeyException e -> String.valueOf(e.getMessage());
            case ZstdIOException e -> "what is compressed in it cannot be decoded";
            default -> throw failure;
        };
    }
}
