package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// An age file as text: PEM, strict, for what is printed, mailed or typed. Never for packs.
///
/// Lines of 64 columns of padded base64 between two fixed lines. docs/format/age.md,
/// section "Armor".
public final class Armor {

    private static final String BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
    private static final String END = "-----END AGE ENCRYPTED FILE-----";

    private Armor() {}

    /// Whether `bytes` begin like armor, after blanks.
    public static boolean isArmored(byte[] bytes) {
        return text(bytes).stripLeading().startsWith(BEGIN);
    }

    public static String encode(byte[] ageFile) {
        var out = new StringBuilder(BEGIN).append('\n');
        var encoded = Base64.getEncoder().encodeToString(ageFile);
        for (int i = 0; i < encoded.length(); i += Stanza.COLUMNS) {
            out.append(encoded, i, Math.min(encoded.length(), i + Stanza.COLUMNS))
                    .append('\n');
        }
        return out.append(END).append('\n').toString();
    }

    /// The age file in `bytes`. Lines may end as Windows ends them, and blanks may be around
    /// the whole; nothing else is forgiven.
    public static byte[] decode(String what, byte[] bytes) throws CorruptDataException {
        var lines = text(bytes).strip().split("\r?\n", -1);
        int last = lines.length - 1;
        if (last < 2 || !lines[0].equals(BEGIN) || !lines[last].equals(END)) {
            throw new CorruptDataException(what + ": not a complete armored age file");
        }
        var decoded = new ByteArrayOutputStream();
        for (int i = 1; i < last; i++) {
            boolean full = lines[i].length() == Stanza.COLUMNS;
            boolean endsHere = i == last - 1 && !lines[i].isEmpty();
            if (lines[i].length() > Stanza.COLUMNS || (!full && !endsHere)) {
                throw new CorruptDataException("%s, line %d: %d columns of armor instead of 64"
                        .formatted(what, i + 1, lines[i].length()));
            }
            decoded.writeBytes(line(what, i + 1, lines[i], i == last - 1));
        }
        return decoded.toByteArray();
    }

    private static byte[] line(String what, int number, String line, boolean last)
            throws CorruptDataException {
        try {
            var bytes = Base64.getDecoder().decode(line);
            boolean canonical = Base64.getEncoder().encodeToString(bytes).equals(line);
            if (canonical && (last || !line.endsWith("="))) return bytes;
        } catch (IllegalArgumentException notBase64) {
            // said below
        }
        throw new CorruptDataException("%s, line %d: not canonical base64".formatted(what, number));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
