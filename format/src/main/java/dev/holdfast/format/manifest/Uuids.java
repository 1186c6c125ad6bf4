package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.Sha256;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// UUIDs (RFC 9562) in the one form Holdfast writes: lower case, hyphens; random but for those
/// of copies.
final class Uuids {

    private Uuids() {}

    static UUID random(RandomGenerator random) {
        long version4 = (random.nextLong() & ~0xF000L) | 0x4000L;
        long variant = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(version4, variant);
    }

    /// One that follows from a digest: version 8, which leaves that to us.
    static UUID of(Sha256 digest) {
        long version8 = (digest.a() & ~0xF000L) | 0x8000L;
        long variant = (digest.b() & (-1L >>> 2)) | Long.MIN_VALUE;
        return new UUID(version8, variant);
    }

    /// Reads 8-4-4-4-12 lower-case digits; `UUID.fromString` would take much more.
    static UUID parse(String what, String text) throws CorruptDataException {
        if (!isValid(text)) {
            throw new CorruptDataException("not a " + what + ": " + Printable.of(text));
        }
        return UUID.fromString(text);
    }

    static boolean isValid(String text) {
        if (text.length() != 36) return false;
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            boolean digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (hyphen ? c != '-' : !digit) return false;
        }
        return true;
    }
}
