package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/// A passphrase, and the scrypt work that stands between it and a guesser.
///
/// Work is counted as age does: `logWork` 18 is 2^18 rounds, 256 MiB and about a second.
/// Taken as UTF-8, without normalisation, as the `age` command does. Closing wipes it.
public final class Passphrase implements FileKeyWrapper, FileKeyUnwrapper, AutoCloseable {

    /// What the `age` command uses, and what is used when nothing else is said.
    public static final int LOG_WORK = 18;

    /// The most that is spent on a file from elsewhere: 1 GiB, four seconds.
    public static final int LOG_WORK_MAX = 20;

    static final String TYPE = "scrypt";
    private static final String LABEL = "age-encryption.org/v1/scrypt";
    private static final int SALT_BYTES = 16;

    private final byte[] utf8;
    private final int logWork;
    private boolean closed;

    private Passphrase(byte[] utf8, int logWork) {
        if (logWork < 1 || logWork > LOG_WORK_MAX) {
            throw new IllegalArgumentException("scrypt work 2^" + logWork + " is not allowed");
        }
        this.utf8 = utf8;
        this.logWork = logWork;
    }

    /// Copies `text`; wiping the original is the caller's.
    public static Passphrase of(char[] text) {
        return of(text, LOG_WORK);
    }

    /// With another amount of work for what is written. Reading takes what the file says.
    public static Passphrase of(char[] text, int logWork) {
        var buffer = ByteBuffer.allocate(3 * text.length);
        var result =
                StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text), buffer, true);
        var utf8 = Arrays.copyOf(buffer.array(), buffer.position());
        Arrays.fill(buffer.array(), (byte) 0);
        if (result.isError()) throw new IllegalArgumentException("a passphrase that is not text");
        return new Passphrase(utf8, logWork);
    }

    public boolean isEmpty() {
        return utf8.length == 0;
    }

    @Override
    public Stanza wrap(byte[] fileKey, SecureRandom random) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var wrapKey = stretch(salt, logWork);
        var body = FileKey.seal(fileKey, wrapKey);
        Arrays.fill(wrapKey, (byte) 0);
        return new Stanza(List.of(TYPE, Base64Text.encode(salt), Integer.toString(logWork)), body);
    }

    @Override
    public byte @Nullable [] unwrap(String what, Stanza stanza) throws CorruptDataException {
        if (!stanza.type().equals(TYPE)) return null;
        var salt = salt(what, stanza);
        int work = work(what, stanza, stanza.arguments().get(2));
        FileKey.requireBody(what, stanza);
        var wrapKey = stretch(salt, work);
        try {
            return FileKey.unseal(what, stanza, wrapKey);
        } finally {
            Arrays.fill(wrapKey, (byte) 0);
        }
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(utf8, (byte) 0);
    }

    @Override
    public String toString() {
        return "a passphrase";
    }

    private static byte[] salt(String what, Stanza stanza) throws CorruptDataException {
        if (stanza.arguments().size() != 3) {
            throw stanza.malformed(
                    what, stanza.arguments().size() - 1 + " arguments instead of two");
        }
        var salt = Base64Text.find(stanza.arguments().get(1));
        if (salt == null || salt.length != SALT_BYTES) {
            throw stanza.malformed(what, "a salt that is not 16 bytes in canonical base64");
        }
        return salt;
    }

    /// A decimal number without sign or leading zero, held against the limit before anything
    /// is allocated by it.
    private static int work(String what, Stanza stanza, String digits) throws CorruptDataException {
        boolean decimal = digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!decimal || digits.startsWith("0")) {
            throw stanza.malformed(what, "a work factor that is not a plain decimal number");
        }
        if (digits.length() > 2 || Integer.parseInt(digits) > LOG_WORK_MAX) {
            throw stanza.malformed(
                    what, "more work than the 2^" + LOG_WORK_MAX + " that are spent on it");
        }
        return Integer.parseInt(digits);
    }

    private byte[] stretch(byte[] salt, int work) {
        if (closed) throw new IllegalStateException("this passphrase is closed");
        return Scrypt.stretch(utf8, X25519.join(Stanza.ascii(LABEL), salt), work);
    }
}
