package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// A text file of secrets, one `AGE-SECRET-KEY-1…` a line, that `age -d -i` takes as it is.
///
/// Lines that begin with `#` are comments; a signing key hides in one of them, where age
/// does not look. docs/format/keys.md, section "Identity file". The file may itself be an
/// age file, for a passphrase or for other identities: [#isSealed] tells.
public record IdentityFile(
        List<Identity> identities, @Nullable SigningKey signingKey) implements AutoCloseable {

    /// The most that is read as an identity file; no person has that many keys.
    public static final int SIZE_MAX = 1 << 20;

    static final String SIGNING_KEY = "# holdfast-signing-key: ";

    public IdentityFile {
        identities = List.copyOf(identities);
    }

    /// Whether `bytes` are an age file, armored or not, which [#open] needs keys for.
    public static boolean isSealed(byte[] bytes) {
        if (Armor.isArmored(bytes)) return true;
        var start = Stanza.ascii("age-encryption.org/");
        return bytes.length >= start.length
                && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    /// Reads `bytes` as they are, or opens them with `keys` first if they are an age file.
    public static IdentityFile open(
            String what, byte[] bytes, Collection<? extends FileKeyUnwrapper> keys)
            throws IOException {
        if (bytes.length > SIZE_MAX) throw tooLarge(what);
        if (!isSealed(bytes)) return parse(what, bytes);
        var file = Armor.isArmored(bytes) ? Armor.decode(what, bytes) : bytes;
        var text = AgeFile.decrypt(what, file, keys);
        try {
            return parse(what, text);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /// Reads the text. Messages have `what` and the line's number, never its content.
    public static IdentityFile parse(String what, byte[] bytes) throws CorruptDataException {
        if (bytes.length > SIZE_MAX) throw tooLarge(what);
        var identities = new ArrayList<Identity>();
        SigningKey signingKey = null;
        var lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            var where = what + ", line " + (i + 1);
            if (lines[i].startsWith(SIGNING_KEY)) {
                if (signingKey != null) {
                    throw new CorruptDataException(where + ": a second signing key");
                }
                signingKey = SigningKey.parse(where, lines[i].substring(SIGNING_KEY.length()));
            } else if (!lines[i].isEmpty() && !lines[i].startsWith("#")) {
                identities.add(Identity.parse(where, lines[i]));
            }
        }
        if (identities.isEmpty() && signingKey == null) {
            throw new CorruptDataException(what + ": no secret key in this file");
        }
        return new IdentityFile(identities, signingKey);
    }

    /// The text: each identity under a comment with its recipient, then the signing key.
    public byte[] encode() {
        var text = new StringBuilder();
        for (var identity : identities) {
            text.append("# public key: ").append(identity.recipient()).append('\n');
            text.append(identity.toSecretText()).append('\n');
        }
        if (signingKey != null) {
            text.append("# verifying key: ").append(signingKey.verifyingKey()).append('\n');
            text.append(SIGNING_KEY).append(signingKey.toSecretText()).append('\n');
        }
        return Stanza.ascii(text.toString());
    }

    /// Wipes every secret in it.
    @Override
    public void close() {
        identities.forEach(Identity::close);
        if (signingKey != null) signingKey.close();
    }

    private static CorruptDataException tooLarge(String what) {
        return new CorruptDataException(what + ": too large for an identity file");
    }
}
