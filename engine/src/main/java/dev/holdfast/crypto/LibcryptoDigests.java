package dev.holdfast.crypto;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.HexFormat;
import java.util.List;

/// SHA-256 by OpenSSL's libcrypto for whoever asks Java for a `MessageDigest`.
///
/// Holdfast runs on the JVM's quick compiler alone (docs/design/0004-jvm.md), which knows
/// no SHA instructions: Java's own digest does 0.13 GB/s there, this one 2.0 (an EPYC).
/// Where the library is missing, or gets a known answer wrong, Java goes on to its next
/// provider, which is its own.
public final class LibcryptoDigests extends Provider {

    private static final long serialVersionUID = 1;
    private static final String ALGORITHM = "SHA-256";

    LibcryptoDigests() {
        super("Holdfast", "1", "SHA-256 by libcrypto");
        putService(new Sha256Service(this));
    }

    /// Puts it in front of Java's own providers, for the whole process. Loads no library
    /// before somebody wants a digest.
    public static void install() {
        Security.insertProviderAt(new LibcryptoDigests(), 1);
    }

    private static final class Sha256Service extends Service {

        Sha256Service(Provider provider) {
            super(
                    provider,
                    "MessageDigest",
                    ALGORITHM,
                    LibcryptoSha256.class.getName(),
                    List.of("SHA256"),
                    null);
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            if (!Works.YES) throw new NoSuchAlgorithmException("libcrypto cannot be used");
            return new LibcryptoSha256();
        }
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
