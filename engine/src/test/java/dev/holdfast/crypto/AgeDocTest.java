package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// The examples of docs/format/age.md and keys.md are true, in both directions.
class AgeDocTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\n(.*?\n)```$");

    @Test
    void theKeysOfTheWorkedExampleAreDerivedAsSaid() throws IOException {
        var me = identity();
        var said = fields("age.md");
        var share = HEX.parseHex(get(said, "share"));
        assertEquals(get(said, "point of recipient"), hex(me.recipient().point().toByteArray()));
        assertEquals(get(said, "share"), hex(X25519.publicOf(AgeForge.filled(32, 0x4d))));
        var shared = Objects.requireNonNull(X25519.multiply(AgeForge.filled(32, 0x42), share));
        assertEquals(get(said, "shared secret"), hex(shared));
        assertEquals(get(said, "wrap key"), hex(me.recipient().wrapKey(shared, share)));
        var fileKey = AgeForge.FILE_KEY;
        assertEquals(get(said, "MAC key"), hex(Hkdf.derive(fileKey, new byte[0], "header")));
        assertEquals(
                get(said, "payload key"),
                hex(Hkdf.derive(fileKey, AgeForge.filled(16, 9), "payload")));
    }

    @Test
    void theWorkedExampleIsWhatIsWrittenAndWhatIsRead() throws IOException {
        var me = identity();
        var header = block("age.md", "-> X25519");
        var payload = HEX.parseHex(block("age.md", "09090909").replace("\n", ""));
        var file = X25519.join(Stanza.ascii(header), payload);
        var plain = Stanza.ascii("holdfast\n");
        assertEquals(209, file.length);
        assertArrayEquals(plain, AgeFile.decrypt("the example", file, List.of(me)));
        assertArrayEquals(
                new AgeForge()
                        .x25519(me)
                        .endHeader()
                        .nonce()
                        .segment(plain, true)
                        .file(),
                file);
        assertEquals(block("age.md", "-----BEGIN"), Armor.encode(file));
        assertArrayEquals(
                file, Armor.decode("the example", Stanza.ascii(block("age.md", "-----BEGIN"))));
    }

    @Test
    void thePassphraseExampleOpens() throws IOException {
        var header = block("age.md", "-> scrypt");
        var forged = new AgeForge().scrypt("password", 10).endHeader();
        assertEquals(header, new String(forged.file(), StandardCharsets.US_ASCII));
        var passphrase = List.of(Passphrase.of("password".toCharArray()));
        AgeHeader.parse("the example", forged.nonce().file()).unwrap(passphrase).close();
    }

    @Test
    void theSizesInTheTextAreTheCodecs() throws IOException {
        var page = page("age.md");
        assertTrue(page.contains("segments of 65,536 bytes"));
        assertEquals(65_536, PayloadKey.SEGMENT_BYTES);
        assertTrue(page.contains("header + 16 + 65,552 × *s*"));
        assertEquals(65_552, PayloadKey.SEALED_SEGMENT_BYTES);
        assertTrue(page.contains("64 KiB of header, 64 stanzas"));
        assertEquals(64 * 1024, AgeHeader.SIZE_MAX);
        assertEquals(64, AgeHeader.STANZAS_MAX);
        assertTrue(page.contains("writes work 18") && page.contains("more than 20 on a file"));
        assertEquals(18, Passphrase.LOG_WORK);
        assertEquals(20, Passphrase.LOG_WORK_MAX);
        assertTrue(page.contains("nonce are 184 bytes; each further one adds 98"));
        var random = new java.security.SecureRandom();
        var to = identity().recipient();
        assertEquals(184, AgeWriter.open(List.of(to), random).header().length);
        assertEquals(184 + 98, AgeWriter.open(List.of(to, to), random).header().length);
    }

    @Test
    void theSignatureOfTheExampleIsMadeAndHolds() throws IOException {
        var said = fields("keys.md");
        var key = SigningKey.parse("the example", get(said, "signing key"));
        var domain = new SigningDomain("holdfast-manifest-1");
        var text = Stanza.ascii("{}");
        assertEquals(get(said, "verifying key"), key.verifyingKey().toString());
        assertEquals(get(said, "signature"), key.signToText(domain, text));
        assertTrue(key.verifyingKey().verifies(domain, text, get(said, "signature")));
    }

    @Test
    void theIdentityFileOfTheExampleIsReadAndWrittenBack() throws IOException {
        var text = block("keys.md", "# public key:");
        var file = IdentityFile.parse("the example", Stanza.ascii(text));
        assertEquals(1, file.identities().size());
        assertEquals(text, new String(file.encode(), StandardCharsets.US_ASCII));
        assertTrue(page("keys.md").contains("at most 1 MiB"));
        assertEquals(1 << 20, IdentityFile.SIZE_MAX);
    }

    private static Identity identity() throws IOException {
        var said = fields("age.md");
        var identity = Identity.parse("the example", get(said, "identity"));
        assertEquals(get(said, "recipient"), identity.recipient().toString());
        return identity;
    }

    /// All `name: value` lines of a page's blocks.
    private static Map<String, String> fields(String name) throws IOException {
        var fields = new HashMap<String, String>();
        var blocks = BLOCK.matcher(page(name));
        while (blocks.find()) {
            blocks.group(1).lines().forEach(line -> {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    fields.put(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                }
            });
        }
        return fields;
    }

    /// The first block that has `part` at the beginning of a line.
    private static String block(String name, String part) throws IOException {
        var blocks = BLOCK.matcher(page(name));
        while (blocks.find()) {
            var block = blocks.group(1);
            if (block.lines().anyMatch(line -> line.startsWith(part) && !line.contains("<"))) {
                return block;
            }
        }
        throw new AssertionError(name + " has no block with " + part);
    }

    private static String get(Map<String, String> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    private static String page(String name) throws IOException {
        var root = Path.of(System.getProperty("holdfast.root"));
        return Files.readString(root.resolve("docs/format").resolve(name));
    }

    private static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }
}
