package dev.holdfast.crypto;

import dev.holdfast.format.Sha256;

import java.security.MessageDigest;
import java.util.HexFormat;

/// SHA-256 by OpenSSL's libcrypto.
///
/// Holdfast runs on the JVM's quick compiler alone (docs/design/0004-jvm.md), which knows
/// no SHA instructions: Java's own digest does 0.13 GB/s there, this one 2.0 (an EPYC).
/// It is no provider of `java.security`: to register one makes Java load all the others,
/// which takes longer than all of Holdfast's start.
public final class LibcryptoDigests {

    private LibcryptoDigests() {}

    /// Lets [Sha256] be computed by libcrypto from now on. Loads no library before somebody
    /// wants a digest; where it is missing, or gets a known answer wrong, Java's is used.
    public static void install() {
        Sha256.computeBy(LibcryptoDigests::sha256);
    }

    /// Whether libcrypto is there and computes what it should.
    public static boolean areFast() {
        return Works.YES;
    }

    static MessageDigest sha256() {
        return Works.YES ? new LibcryptoSha256() : Sha256.javaDigest();
    }

    /// Found out at the first digest, not before: FIPS 180-4's example of 56 bytes.
    private static final class Works {

        private static final boolean YES = findOut();

        private static boolean findOut() {
            try {
                var digest = new LibcryptoSha256();
                var message = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
                var answer = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
                digest.update(Stanza.ascii(message));
                return HexFormat.of().formatHex(digest.digest()).equals(answer);
            } catch (Throwable notHere) {
                if (notHere instanceof VirtualMachineError grave) throw grave;
                return false;
            }
        }
    }
}
