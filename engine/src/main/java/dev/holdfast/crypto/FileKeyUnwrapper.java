package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

/// What may open an age file: a secret key, or a passphrase.
public sealed interface FileKeyUnwrapper permits Identity, Passphrase {

    /// The file key in `stanza`, or null if it was wrapped for somebody else. `what` names
    /// the file in the message about a stanza that cannot be right for anybody.
    byte @Nullable [] unwrap(String what, Stanza stanza) throws CorruptDataException;
}
