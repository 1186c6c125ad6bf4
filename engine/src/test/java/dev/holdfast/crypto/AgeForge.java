package dev.holdfast.crypto;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Objects;

/// Makes age files line by line, right or wrong, for readers to be tried on.
final class AgeForge {

    static final byte[] FILE_KEY = Stanza.ascii("YELLOW SUBMARINE");
    static final Identity IDENTITY = identity(1);
    static final Identity STRANGER = identity(2);
    static final byte[] FULL = new byte[65_536];

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final byte[] fileKey;
    private byte[] payloadKey = new byte[32];
    private int segment;

    AgeForge() {
        this(FILE_KEY);
    }

    AgeForge(byte[] fileKey) {
        this.fileKey = fileKey;
        line("age-encryption.org/v1");
    }

    static AgeForge withVersion(String line) {
        var forge = new AgeForge();
        forge.out.reset();
        return forge.line(line);
    }

    AgeForge line(String text) {
        out.writeBytes(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        out.write('\n');
        return this;
    }

    AgeForge bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    AgeForge x25519() {
        return x25519(IDENTITY);
    }

    AgeForge x25519(Identity to) {
        var share = X25519.publicOf(filled(32, 77));
        return line("-> X25519 " + b64(share)).line(x25519Body(share, to));
    }

    /// The body line that a stanza with `share` must have for `to`; a shared secret of zero
    /// is used where there is no other.
    String x25519Body(byte[] share, Identity to) {
        var secret = Objects.requireNonNull(Bech32.find("age-secret-key-", to.toSecretText()));
        var shared = X25519.multiply(secret, share);
        if (shared == null) shared = new byte[32];
        return sealed(to.recipient().wrapKey(shared, share));
    }

    String scryptBody(String passphrase, byte[] salt, int logWork) {
        var fullSalt = X25519.join(Stanza.ascii("age-encryption.org/v1/scrypt"), salt);
        return sealed(Scrypt.byBouncyCastle(Stanza.ascii(passphrase), fullSalt, logWork));
    }

    AgeForge scrypt(String passphrase, int logWork) {
        var salt = filled(16, 5);
        return line("-> scrypt " + b64(salt) + " " + logWork)
                .line(scryptBody(passphrase, salt, logWork));
    }

    String mac() {
        var bytes = X25519.join(out.toByteArray(), Stanza.ascii("---"));
        var key = Hkdf.derive(fileKey, new byte[0], "header");
        return b64(Hkdf.hmac(key, bytes, 0, bytes.length));
    }

    AgeForge endHeader() {
        return line("--- " + mac());
    }

    AgeForge nonce() {
        var nonce = filled(16, 9);
        payloadKey = Hkdf.derive(fileKey, nonce, "payload");
        return bytes(nonce);
    }

    AgeForge segment(byte[] plain, boolean last) {
        var nonce = new byte[12];
        nonce[10] = (byte) segment++;
        nonce[11] = (byte) (last ? 1 : 0);
        var sealed = new byte[plain.length + 16];
        new JceAead().seal(payloadKey, nonce, plain, 0, plain.length, sealed, 0);
        return bytes(sealed);
    }

    /// The rest of a sound file: MAC, nonce, and one segment that says "age".
    byte[] end() {
        return endHeader().nonce().segment(Stanza.ascii("age"), true).file();
    }

    byte[] file() {
        return out.toByteArray();
    }

    /// The file without its last `count` bytes.
    byte[] cut(int count) {
        return Arrays.copyOf(out.toByteArray(), out.size() - count);
    }

    static String b64(byte[] bytes) {
        return Base64Text.encode(bytes);
    }

    /// Another text for the same bytes: the last character has a bit that means nothing.
    static String notCanonical(String base64) {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        int last = alphabet.indexOf(base64.charAt(base64.length() - 1));
        return base64.substring(0, base64.length() - 1) + alphabet.charAt(last + 1);
    }

    static byte[] filled(int length, int value) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private String sealed(byte[] wrapKey) {
        var sealed = new byte[fileKey.length + 16];
        new JceAead().seal(wrapKey, new byte[12], fileKey, 0, fileKey.length, sealed, 0);
        return b64(sealed);
    }

    private static Identity identity(int seed) {
        try {
            var text = Bech32.encode("age-secret-key-", filled(32, seed));
            return Identity.parse("test", text.toUpperCase(java.util.Locale.ROOT));
        } catch (dev.holdfast.format.CorruptDataException e) {
            throw new AssertionError(e);
        }
    }
}
