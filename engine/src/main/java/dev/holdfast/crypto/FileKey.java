package dev.holdfast.crypto;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

/// The 16 random bytes an age file is made with, and how a wrap key seals them.
///
/// A wrap key is used once, so the nonce is zero (docs/format/age.md, "Recipients").
final class FileKey {

    static final int BYTES = 16;
    static final int SEALED_BYTES = BYTES + Aead.TAG_BYTES;

    private FileKey() {}

    static ByteString seal(byte[] fileKey, byte[] wrapKey) {
        var sealed = new byte[SEALED_BYTES];
        Aead.best().seal(wrapKey, new byte[Aead.NONCE_BYTES], fileKey, 0, BYTES, sealed, 0);
        return ByteString.ofOwned(sealed);
    }

    /// Null if `wrapKey` does not open the body. The length is checked first: a body that
    /// can grow lets a forger ask which of many keys opens it.
    static byte @Nullable [] unseal(String what, Stanza stanza, byte[] wrapKey)
            throws CorruptDataException {
        requireBody(what, stanza);
        var sealed = stanza.body().toByteArray();
        var fileKey = new byte[BYTES];
        boolean opened = Aead.best()
                .open(wrapKey, new byte[Aead.NONCE_BYTES], sealed, 0, sealed.length, fileKey, 0);
        return opened ? fileKey : null;
    }

    static void requireBody(String what, Stanza stanza) throws CorruptDataException {
        if (stanza.body().length() != SEALED_BYTES) {
            throw stanza.malformed(
                    what, "a body of " + stanza.body().length() + " bytes instead of 32");
        }
    }
}
