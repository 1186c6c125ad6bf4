package dev.holdfast.crypto;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;

/// Bech32 (BIP 173) without its limit of 90 characters: a prefix, "1", data in groups of
/// five bits, a checksum of six characters. The form of age's keys.
///
/// Which case a key is written in is the caller's: age writes recipients in lower case and
/// identities in upper case, and takes them only so.
final class Bech32 {

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {
        0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
    };
    private static final int CHECKSUM = 6;

    private Bech32() {}

    /// Lower case, for a prefix in lower case.
    static String encode(String prefix, byte[] data) {
        var groups = regroup(data, 8, 5, true);
        if (groups == null) throw new AssertionError("bytes always regroup with padding");
        var out = new StringBuilder(prefix).append('1');
        for (byte group : groups) out.append(ALPHABET.charAt(group));
        int check = polymod(prefix, Arrays.copyOf(groups, groups.length + CHECKSUM)) ^ 1;
        for (int i = 0; i < CHECKSUM; i++) {
            out.append(ALPHABET.charAt((check >>> (5 * (CHECKSUM - 1 - i))) & 31));
        }
        Arrays.fill(groups, (byte) 0);
        return out.toString();
    }

    /// The data behind `prefix` (lower case), or null if `text` is not Bech32, mixes cases or
    /// has another prefix.
    static byte @Nullable [] find(String prefix, String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) return null;
        int dataStart = prefix.length() + 1;
        if (!lower.startsWith(prefix + "1") || lower.length() < dataStart + CHECKSUM) return null;
        var groups = new byte[lower.length() - dataStart];
        for (int i = 0; i < groups.length; i++) {
            int group = ALPHABET.indexOf(lower.charAt(dataStart + i));
            if (group < 0) return null;
            groups[i] = (byte) group;
        }
        if (polymod(prefix, groups) != 1) return null;
        var data = regroup(Arrays.copyOf(groups, groups.length - CHECKSUM), 5, 8, false);
        Arrays.fill(groups, (byte) 0);
        return data;
    }

    /// Cuts the bits of `input` anew. Without `pad`, left-over bits must be few and zero.
    private static byte @Nullable [] regroup(byte[] input, int from, int to, boolean pad) {
        int bits = input.length * from;
        var output = new byte[pad ? (bits + to - 1) / to : bits / to];
        int held = 0;
        int value = 0;
        int at = 0;
        for (byte group : input) {
            value = ((value << from) | (group & 0xff)) & 0xfff;
            held += from;
            while (held >= to) {
                held -= to;
                output[at++] = (byte) ((value >>> held) & ((1 << to) - 1));
            }
        }
        int left = value & ((1 << held) - 1);
        if (pad && held > 0) output[at] = (byte) (left << (to - held));
        return !pad && (held >= from || left != 0) ? null : output;
    }

    private static int polymod(String prefix, byte[] groups) {
        int check = 1;
        for (int i = 0; i < prefix.length(); i++) check = step(check, prefix.charAt(i) >>> 5);
        check = step(check, 0);
        for (int i = 0; i < prefix.length(); i++) check = step(check, prefix.charAt(i) & 31);
        for (byte group : groups) check = step(check, group);
        return check;
    }

    private static int step(int check, int value) {
        int top = check >>> 25;
        check = ((check & 0x1ffffff) << 5) ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            if (((top >>> i) & 1) == 1) check ^= GENERATOR[i];
        }
        return check;
    }
}
