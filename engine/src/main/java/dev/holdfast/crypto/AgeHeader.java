package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// The beginning of an age file: for whom it is, and the nonce of its payload.
///
/// Immutable, holds no secret: with the right key, [#unwrap] makes the [PayloadKey]. Stored
/// in the snapshot database beside each pack. docs/format/age.md, section "Header".
public final class AgeHeader {

    /// The most that is read in search of a header's end.
    public static final int SIZE_MAX = 64 * 1024;

    /// The most people one file may be for.
    public static final int STANZAS_MAX = 64;

    static final int NONCE_BYTES = 16;

    private static final String VERSION = "age-encryption.org/v1";
    private static final String FAMILY = "age-encryption.org/";
    private static final String MAC_START = "---";
    private static final String MAC_LABEL = "header";
    /// Neither a space nor the MAC is under the MAC, but the three hyphens are.
    private static final int MAC_LINE_BYTES = MAC_START.length() + 1 + 43 + 1;

    private final String what;
    private final byte[] bytes;
    private final List<Stanza> stanzas;

    private AgeHeader(String what, byte[] bytes, List<Stanza> stanzas) {
        this.what = what;
        this.bytes = bytes;
        this.stanzas = List.copyOf(stanzas);
    }

    /// Reads the header and nonce that `bytes` begin with; what follows is ignored. `what`
    /// names the file in messages: `pack 3f2a…`.
    public static AgeHeader parse(String what, byte[] bytes)
            throws CorruptDataException, FormatTooNewException {
        var lines = new HeaderLines(what, bytes, Math.min(bytes.length, SIZE_MAX));
        requireVersion(what, lines);
        var stanzas = new ArrayList<Stanza>();
        while (!lines.nextStartsWith(MAC_START)) {
            if (stanzas.size() == STANZAS_MAX) throw lines.corrupt("it has over 64 stanzas");
            stanzas.add(Stanza.readFrom(lines));
        }
        if (stanzas.isEmpty()) throw lines.corrupt("it is for nobody");
        boolean passphrase = stanzas.stream().anyMatch(AgeHeader::isForPassphrase);
        if (passphrase && stanzas.size() > 1) {
            throw lines.corrupt("a passphrase stanza is not the only one");
        }
        var mac = lines.next();
        if (!mac.startsWith(MAC_START + " ") || mac.length() + 1 != MAC_LINE_BYTES) {
            throw lines.corrupt("its MAC line is malformed");
        }
        if (Base64Text.find(mac.substring(4)) == null) {
            throw lines.corrupt("its MAC is not canonical base64");
        }
        if (bytes.length - lines.position() < NONCE_BYTES) {
            throw new CorruptDataException(what + ": ends before its payload");
        }
        int size = lines.position() + NONCE_BYTES;
        return new AgeHeader(what, Arrays.copyOf(bytes, size), stanzas);
    }

    /// Reads a header and nonce from `in` and not one byte more. `in` should be buffered.
    public static AgeHeader readFrom(String what, InputStream in) throws IOException {
        var bytes = new byte[1024];
        int size = 0;
        int line = 0;
        while (true) {
            int next = in.read();
            if (next < 0 || size == SIZE_MAX) return parse(what, Arrays.copyOf(bytes, size));
            if (size == bytes.length) bytes = Arrays.copyOf(bytes, 2 * size);
            bytes[size++] = (byte) next;
            if (next != '\n') continue;
            if (startsWith(bytes, line, size, MAC_START)) break;
            line = size;
        }
        var nonce = in.readNBytes(NONCE_BYTES);
        bytes = Arrays.copyOf(bytes, size + nonce.length);
        System.arraycopy(nonce, 0, bytes, size, nonce.length);
        return parse(what, bytes);
    }

    /// A new header for `fileKey`, authenticated, with a fresh nonce.
    static AgeHeader create(
            Collection<? extends FileKeyWrapper> to, byte[] fileKey, SecureRandom random) {
        requireRecipients(to);
        var stanzas = new ArrayList<Stanza>();
        for (var wrapper : to) stanzas.add(wrapper.wrap(fileKey, random));
        var text = new StringBuilder(VERSION).append('\n');
        for (var stanza : stanzas) stanza.writeTo(text);
        text.append(MAC_START);
        var authenticated = Stanza.ascii(text.toString());
        var mac = mac(fileKey, authenticated, authenticated.length);
        text.append(' ').append(Base64Text.encode(mac)).append('\n');
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var bytes = X25519.join(Stanza.ascii(text.toString()), nonce);
        return new AgeHeader("new age file", bytes, stanzas);
    }

    /// Bytes of header and nonce: where the first segment begins.
    public int size() {
        return bytes.length;
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    public List<Stanza> stanzas() {
        return stanzas;
    }

    /// Whether a passphrase, and nothing else, opens this file.
    public boolean isForPassphrase() {
        return isForPassphrase(stanzas.getFirst());
    }

    /// The key to the payload, found with the first of `keys` that fits any stanza. Stanzas
    /// of unknown type are for somebody else.
    public PayloadKey unwrap(Collection<? extends FileKeyUnwrapper> keys) throws IOException {
        return unwrap(keys, Aead.best());
    }

    PayloadKey unwrap(Collection<? extends FileKeyUnwrapper> keys, Aead aead) throws IOException {
        var fileKey = findFileKey(keys);
        if (fileKey == null) throw new WrongKeyException(wrongKeys(keys));
        try {
            requireMac(fileKey);
            return payloadKey(fileKey, aead);
        } finally {
            Arrays.fill(fileKey, (byte) 0);
        }
    }

    PayloadKey payloadKey(byte[] fileKey, Aead aead) {
        var nonce = Arrays.copyOfRange(bytes, bytes.length - NONCE_BYTES, bytes.length);
        return PayloadKey.of(what, fileKey, nonce, aead);
    }

    @Override
    public String toString() {
        return "the age header of " + what;
    }

    private byte @Nullable [] findFileKey(Collection<? extends FileKeyUnwrapper> keys)
            throws IOException {
        for (var key : keys) {
            for (var stanza : stanzas) {
                var fileKey = key.unwrap(what, stanza);
                if (fileKey != null) return fileKey;
            }
        }
        return null;
    }

    private void requireMac(byte[] fileKey) throws CorruptDataException {
        int line = bytes.length - NONCE_BYTES - MAC_LINE_BYTES;
        var expected = mac(fileKey, bytes, line + MAC_START.length());
        var text = new String(bytes, line + 4, 43, StandardCharsets.US_ASCII);
        var found = Base64Text.find(text);
        if (found == null || !MessageDigest.isEqual(expected, found)) {
            throw new CorruptDataException(what + ": its age header was changed, its MAC is wrong");
        }
    }

    private String wrongKeys(Collection<? extends FileKeyUnwrapper> keys) {
        long identities = keys.stream().filter(Identity.class::isInstance).count();
        boolean passphrase = keys.size() > identities;
        if (keys.isEmpty()) return what + " cannot be opened without a key";
        if (isForPassphrase() && !passphrase) {
            return what + " is sealed with a passphrase, and only identities were given";
        }
        if (identities == 0 && !isForPassphrase()) {
            return what + " is sealed for recipients, and only a passphrase was given";
        }
        var given = identities == 1 ? "the identity" : "any of the " + identities + " identities";
        if (isForPassphrase()) given = "the passphrase";
        var foreign = stanzas.stream()
                .map(Stanza::type)
                .filter(type -> !type.equals(Recipient.TYPE) && !type.equals(Passphrase.TYPE))
                .toList();
        var note = foreign.size() == stanzas.size()
                ? ": it is sealed for a key of type " + Printable.of(foreign.getFirst())
                : "";
        return what + " cannot be opened with " + given + " given" + note;
    }

    private static void requireVersion(String what, HeaderLines lines)
            throws CorruptDataException, FormatTooNewException {
        if (!lines.nextStartsWith(FAMILY)) {
            throw new CorruptDataException(what + ": not an age file");
        }
        var version = lines.next();
        if (version.equals(VERSION)) return;
        if (version.matches("age-encryption\\.org/v([2-9]|[1-9][0-9]{1,3})")) {
            throw new FormatTooNewException(
                    what + ": made by a newer age, its version is " + version);
        }
        throw lines.corrupt("its first line names no version of age");
    }

    private static void requireRecipients(Collection<? extends FileKeyWrapper> to) {
        if (to.isEmpty() || to.size() > STANZAS_MAX) {
            throw new IllegalArgumentException("a file for " + to.size() + " recipients");
        }
        if (to.size() > 1 && to.stream().anyMatch(Passphrase.class::isInstance)) {
            throw new IllegalArgumentException("a passphrase must be the only recipient");
        }
    }

    private static boolean isForPassphrase(Stanza stanza) {
        return stanza.type().equals(Passphrase.TYPE);
    }

    private static byte[] mac(byte[] fileKey, byte[] header, int length) {
        var key = Hkdf.derive(fileKey, new byte[0], MAC_LABEL);
        var mac = Hkdf.hmac(key, header, 0, length);
        Arrays.fill(key, (byte) 0);
        return mac;
    }

    private static boolean startsWith(byte[] bytes, int from, int to, String text) {
        if (to - from < text.length()) return false;
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) return false;
        }
        return true;
    }
}
