package dev.holdfast.crypto;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;

/// A secret key of age: opens what was written for its [Recipient].
///
/// The text form is `AGE-SECRET-KEY-1…`, upper case only, as the `age` command wants it.
/// Closing it wipes the secret; it opens nothing afterwards.
public final class Identity implements FileKeyUnwrapper, AutoCloseable {

    /// What every secret text begins with.
    public static final String TEXT_START = "AGE-SECRET-KEY-1";

    private static final String PREFIX = "age-secret-key-";

    private final byte[] secret;
    private final Recipient recipient;
    private boolean closed;

    private Identity(byte[] secret) {
        this.secret = secret;
        this.recipient = new Recipient(ByteString.ofOwned(X25519.publicOf(secret)));
    }

    public static Identity generate(SecureRandom random) {
        var secret = new byte[X25519.BYTES];
        random.nextBytes(secret);
        return new Identity(secret);
    }

    /// Reads the text form. The message never repeats the text.
    public static Identity parse(String what, String text) throws CorruptDataException {
        var secret = text.startsWith(TEXT_START) ? Bech32.find(PREFIX, text) : null;
        if (secret == null || secret.length != X25519.BYTES) {
            throw new CorruptDataException(what + ": not an age secret key, or mistyped");
        }
        return new Identity(secret);
    }

    public Recipient recipient() {
        return recipient;
    }

    /// The secret as text, to be stored. Keep it out of messages.
    public String toSecretText() {
        requireOpen();
        return Bech32.encode(PREFIX, secret).toUpperCase(Locale.ROOT);
    }

    @Override
    public byte @Nullable [] unwrap(String what, Stanza stanza) throws CorruptDataException {
        requireOpen();
        if (!stanza.type().equals(Recipient.TYPE)) return null;
        var share = share(what, stanza);
        FileKey.requireBody(what, stanza);
        var shared = X25519.multiply(secret, share);
        if (shared == null) throw stanza.malformed(what, "a share of small order");
        var wrapKey = recipient.wrapKey(shared, share);
        try {
            return FileKey.unseal(what, stanza, wrapKey);
        } finally {
            Arrays.fill(wrapKey, (byte) 0);
        }
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return "the identity of " + recipient;
    }

    private static byte[] share(String what, Stanza stanza) throws CorruptDataException {
        if (stanza.arguments().size() != 2) {
            throw stanza.malformed(
                    what, stanza.arguments().size() - 1 + " arguments instead of one");
        }
        var share = Base64Text.find(stanza.arguments().get(1));
        if (share == null || share.length != X25519.BYTES) {
            throw stanza.malformed(what, "a share that is not 32 bytes in canonical base64");
        }
        return share;
    }

    private void requireOpen() {
        if (closed) throw new IllegalStateException("this identity is closed");
    }
}
