package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/// A program that encrypts nothing pays for nothing: libcrypto is mapped by the first
/// encryption, not before.
class LazyLoadingTest {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void parsingAHeaderLoadsNoNativeLibrary() throws Exception {
        assumeTrue(LibcryptoAead.find() != null, "SKIPPED: libcrypto.so.3 is not installed");
        var file = new AgeForge().x25519().end();
        var secret = AgeForge.IDENTITY.toSecretText();
        assertEquals("before false, after true", runInItsOwnJava(HEX.formatHex(file), secret));
    }

    /// Runs in the child.
    public static void main(String[] arguments) throws IOException {
        var file = HEX.parseHex(arguments[0]);
        AgeHeader.parse("a file", file);
        boolean before = isMapped();
        AgeFile.decrypt("a file", file, List.of(Identity.parse("the key", arguments[1])));
        System.out.print("before " + before + ", after " + isMapped());
    }

    private static boolean isMapped() throws IOException {
        return Files.readString(Path.of("/proc/self/maps")).contains("libcrypto");
    }

    private static String runInItsOwnJava(String file, String secret) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LazyLoadingTest.class.getName(),
                        file,
                        secret)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
