package dev.holdfast.crypto;

import java.security.SecureRandom;

/// Whom an age file is for: somebody's public key, or who knows a passphrase.
public sealed interface FileKeyWrapper permits Recipient, Passphrase {

    /// The stanza that lets this one find `fileKey` again.
    Stanza wrap(byte[] fileKey, SecureRandom random);
}
