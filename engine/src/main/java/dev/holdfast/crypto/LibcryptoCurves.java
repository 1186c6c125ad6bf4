package dev.holdfast.crypto;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/// The curves of OpenSSL's libcrypto, 3.0 or newer: 0.3 ms for the first call, 0.1 ms for
/// others, where all the JDK's in a short command take 70 (docs/design/0004-jvm.md).
final class LibcryptoCurves implements Curves {

    private static final byte[] ZERO = new byte[KEY_BYTES];

    private LibcryptoCurves() {}

    /// Null where the library, an algorithm or the permission to call it is missing, or where
    /// it gets a known answer wrong.
    static @Nullable LibcryptoCurves find() {
        try {
            var curves = new LibcryptoCurves();
            return curves.knowTheirAnswers() ? curves : null;
        } catch (Throwable notHere) {
            if (notHere instanceof VirtualMachineError grave) throw grave;
            return null;
        }
    }

    @Override
    public byte[] pointOf(byte[] secret) {
        return publicPart(LibcryptoKey.X25519, secret);
    }

    @Override
    public byte @Nullable [] multiply(byte[] secret, byte[] point) {
        var shared = new byte[KEY_BYTES];
        try (var mine = LibcryptoKey.ofSecret(LibcryptoKey.X25519, bytes(secret));
                var theirs = LibcryptoKey.ofPoint(LibcryptoKey.X25519, bytes(point))) {
            boolean agreed = mine.agree(theirs, MemorySegment.ofArray(shared));
            // The library looks for zero itself; age asks for it, so it is not left to that.
            return agreed && !Arrays.equals(shared, ZERO) ? shared : null;
        }
    }

    @Override
    public byte[] newSigningKey(SecureRandom random) {
        var seed = new byte[KEY_BYTES];
        random.nextBytes(seed);
        var both = X25519.join(seed, publicPart(LibcryptoKey.ED25519, seed));
        Arrays.fill(seed, (byte) 0);
        return both;
    }

    @Override
    public byte[] sign(byte[] seed, byte[] message) {
        var signature = new byte[SIGNATURE_BYTES];
        try (var key = LibcryptoKey.ofSecret(LibcryptoKey.ED25519, bytes(seed))) {
            key.sign(MemorySegment.ofArray(message), MemorySegment.ofArray(signature));
        }
        return signature;
    }

    @Override
    public boolean verifies(byte[] point, byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) return false;
        try (var key = LibcryptoKey.ofPoint(LibcryptoKey.ED25519, bytes(point))) {
            return key.verifies(MemorySegment.ofArray(message), MemorySegment.ofArray(signature));
        }
    }

    private static byte[] publicPart(int curve, byte[] secret) {
        var point = new byte[KEY_BYTES];
        try (var key = LibcryptoKey.ofSecret(curve, bytes(secret))) {
            key.point(MemorySegment.ofArray(point));
        }
        return point;
    }

    private static MemorySegment bytes(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("no key has " + key.length + " bytes");
        }
        return MemorySegment.ofArray(key);
    }

    /// RFC 7748, section 6.1 (Bob's secret and Alice's point), a point of small order, and RFC
    /// 8032, section 7.1, test 2; and a forgery.
    private boolean knowTheirAnswers() {
        var bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        var his = hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        var hers = hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        var shared = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        if (!Arrays.equals(pointOf(bob), his)) return false;
        if (!Arrays.equals(multiply(bob, hers), shared)) return false;
        if (multiply(bob, ZERO) != null) return false;
        var seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        var point = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        var signature = hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        var message = new byte[] {0x72};
        if (!Arrays.equals(publicPart(LibcryptoKey.ED25519, seed), point)) return false;
        if (!Arrays.equals(sign(seed, message), signature)) return false;
        if (!verifies(point, message, signature)) return false;
        return !verifies(point, new byte[] {0x73}, signature);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
