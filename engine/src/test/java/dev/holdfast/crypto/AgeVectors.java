package dev.holdfast.crypto;

import dev.holdfast.format.ByteString;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Every rule of the age specification, each with the smallest file that breaks it: the
/// cases of the community's vectors (C2SP CCTV, age), made here by [AgeForge].
final class AgeVectors {

    /// What must become of a file: opened; for nobody here; or refused where it is wrong.
    enum Fate {
        OPENS,
        NO_MATCH,
        BAD_HEADER,
        BAD_MAC,
        BAD_PAYLOAD
    }

    /// `released` is how much plaintext may come out before a bad payload is refused.
    record Vector(String name, Fate fate, ByteString file, int released) {}

    private static final String SALT = AgeForge.b64(AgeForge.filled(16, 5));
    private static final String SHARE = AgeForge.b64(X25519.publicOf(AgeForge.filled(32, 77)));

    private AgeVectors() {}

    static List<Vector> all() {
        var all = new ArrayList<Vector>();
        addStanzas(all);
        addMacs(all);
        addX25519(all);
        addScrypt(all);
        addPayloads(all);
        return all;
    }

    private static void addStanzas(List<Vector> all) {
        add(all, "sound", Fate.OPENS, new AgeForge().x25519().end());
        add(all, "empty", Fate.BAD_HEADER, new byte[0]);
        add(
                all,
                "version of nothing",
                Fate.BAD_HEADER,
                line("age-encryption.org/").end());
        add(
                all,
                "version with CR",
                Fate.BAD_HEADER,
                line("age-encryption.org/v1\r").x25519().end());
        add(
                all,
                "version 1234567",
                Fate.BAD_HEADER,
                line("age-encryption.org/v1234567").end());
        add(all, "no stanza", Fate.BAD_HEADER, new AgeForge().end());
        add(
                all,
                "unknown stanzas around",
                Fate.OPENS,
                new AgeForge()
                        .line("-> grease")
                        .line("")
                        .x25519()
                        .line("-> grease a")
                        .line("")
                        .end());
        add(
                all,
                "all legal characters",
                Fate.OPENS,
                new AgeForge()
                        .line("-> !\"#$%&' ()*+,-./ 0123456789:;<=>? @AZ[\\]^_ `az{|}~")
                        .line("")
                        .x25519()
                        .end());
        add(
                all,
                "illegal character",
                Fate.BAD_HEADER,
                new AgeForge().line("-> sta\u001fnza").line("").x25519().end());
        add(
                all,
                "byte above ASCII",
                Fate.BAD_HEADER,
                new AgeForge().line("-> sta\u00e4nza").line("").x25519().end());
        add(
                all,
                "no argument",
                Fate.BAD_HEADER,
                new AgeForge().line("->").line("").x25519().end());
        add(
                all,
                "no type",
                Fate.BAD_HEADER,
                new AgeForge().line("-> ").line("").x25519().end());
        add(
                all,
                "empty argument",
                Fate.BAD_HEADER,
                new AgeForge().line("-> stanza  a").line("").x25519().end());
        add(
                all,
                "trailing space",
                Fate.BAD_HEADER,
                new AgeForge().line("-> stanza ").line("").x25519().end());
        add(
                all,
                "bad start",
                Fate.BAD_HEADER,
                new AgeForge().line("-- stanza").line("").x25519().end());
        add(
                all,
                "spurious CR",
                Fate.BAD_HEADER,
                new AgeForge().line("-> stanza").line("AAAA\r").x25519().end());
        add(
                all,
                "missing body",
                Fate.BAD_HEADER,
                new AgeForge().line("-> stanza").x25519().end());
        add(
                all,
                "missing last line",
                Fate.BAD_HEADER,
                new AgeForge().x25519().line("-> stanza").line("A".repeat(64)).end());
        add(
                all,
                "empty last line",
                Fate.OPENS,
                new AgeForge()
                        .line("-> stanza")
                        .line("A".repeat(64))
                        .line("")
                        .x25519()
                        .end());
        add(
                all,
                "long line",
                Fate.BAD_HEADER,
                new AgeForge().line("-> stanza").line("A".repeat(68)).x25519().end());
        add(
                all,
                "two short lines",
                Fate.BAD_HEADER,
                new AgeForge()
                        .line("-> stanza")
                        .line("AAAA")
                        .line("AAAA")
                        .x25519()
                        .end());
        add(
                all,
                "padded body",
                Fate.BAD_HEADER,
                new AgeForge().line("-> stanza").line("AA==").x25519().end());
        add(
                all,
                "body not canonical",
                Fate.BAD_HEADER,
                new AgeForge().line("-> stanza").line("AB").x25519().end());
        add(
                all,
                "body of an impossible length",
                Fate.BAD_HEADER,
                new AgeForge().line("-> stanza").line("AAAAA").x25519().end());
        add(all, "64 stanzas", Fate.OPENS, greased(63).x25519().end());
        add(all, "65 stanzas", Fate.BAD_HEADER, greased(64).x25519().end());
    }

    private static void addMacs(List<Vector> all) {
        var sound = new AgeForge().x25519().mac();
        var other = AgeForge.b64(new byte[32]);
        add(all, "MAC of something else", Fate.BAD_MAC, macLine("--- " + other));
        add(all, "MAC with extra space", Fate.BAD_HEADER, macLine("---  " + sound));
        add(all, "MAC without space", Fate.BAD_HEADER, macLine("---" + sound));
        add(all, "MAC with trailing space", Fate.BAD_HEADER, macLine("--- " + sound + " "));
        add(all, "MAC with CR", Fate.BAD_HEADER, macLine("--- " + sound + "\r"));
        add(all, "MAC missing", Fate.BAD_HEADER, macLine("---"));
        add(all, "MAC short", Fate.BAD_HEADER, macLine("--- " + AgeForge.b64(new byte[31])));
        add(all, "MAC long", Fate.BAD_HEADER, macLine("--- " + AgeForge.b64(new byte[33])));
        add(
                all,
                "MAC not canonical",
                Fate.BAD_HEADER,
                macLine("--- " + AgeForge.notCanonical(sound)));
        add(all, "MAC padded", Fate.BAD_HEADER, macLine("--- " + sound + "="));
        add(all, "MAC of garbage", Fate.BAD_HEADER, macLine("--- " + "!".repeat(43)));
        add(
                all,
                "stanza added later",
                Fate.BAD_MAC,
                new AgeForge()
                        .x25519()
                        .line("-> late")
                        .line("")
                        .line("--- " + sound)
                        .nonce()
                        .segment(Stanza.ascii("age"), true)
                        .file());
    }

    private static void addX25519(List<Vector> all) {
        add(
                all,
                "x25519 two recipients",
                Fate.OPENS,
                new AgeForge().x25519(AgeForge.STRANGER).x25519().end());
        add(
                all,
                "x25519 for a stranger",
                Fate.NO_MATCH,
                new AgeForge().x25519(AgeForge.STRANGER).end());
        var body = new AgeForge().x25519Body(share(), AgeForge.IDENTITY);
        var flipped = (body.charAt(0) == 'A' ? 'B' : 'A') + body.substring(1);
        add(all, "x25519 bad tag", Fate.NO_MATCH, stanza("X25519 " + SHARE, flipped));
        add(all, "x25519 lower case", Fate.NO_MATCH, stanza("x25519 " + SHARE, body));
        add(all, "x25519 extra argument", Fate.BAD_HEADER, stanza("X25519 " + SHARE + " 1", body));
        add(all, "x25519 no share", Fate.BAD_HEADER, stanza("X25519", body));
        add(
                all,
                "x25519 share not canonical",
                Fate.BAD_HEADER,
                stanza("X25519 " + AgeForge.notCanonical(SHARE), body));
        add(
                all,
                "x25519 body not canonical",
                Fate.BAD_HEADER,
                stanza("X25519 " + SHARE, AgeForge.notCanonical(body)));
        add(
                all,
                "x25519 short share",
                Fate.BAD_HEADER,
                stanza("X25519 " + AgeForge.b64(new byte[31]), body));
        add(
                all,
                "x25519 long share",
                Fate.BAD_HEADER,
                stanza("X25519 " + AgeForge.b64(AgeForge.filled(33, 1)), body));
        add(
                all,
                "x25519 long file key",
                Fate.BAD_HEADER,
                new AgeForge(Stanza.ascii("A LONGER YELLOW SUBMARINE")).x25519().end());
        for (var point : List.of(
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")) {
            var low = HexFormat.of().parseHex(point);
            add(
                    all,
                    "x25519 share of small order " + point.substring(0, 4),
                    Fate.BAD_HEADER,
                    stanza(
                            "X25519 " + AgeForge.b64(low),
                            new AgeForge().x25519Body(low, AgeForge.IDENTITY)));
        }
    }

    private static void addScrypt(List<Vector> all) {
        var body = new AgeForge().scryptBody("password", AgeForge.filled(16, 5), 10);
        var start = "scrypt " + SALT + " ";
        add(all, "scrypt sound", Fate.OPENS, stanza(start + "10", body));
        add(
                all,
                "scrypt other passphrase",
                Fate.NO_MATCH,
                new AgeForge().scrypt("hunter2", 10).end());
        add(all, "scrypt other work", Fate.NO_MATCH, stanza(start + "11", body));
        add(all, "scrypt upper case", Fate.NO_MATCH, stanza("Scrypt " + SALT + " 10", body));
        add(
                all,
                "scrypt and x25519",
                Fate.BAD_HEADER,
                new AgeForge().scrypt("password", 10).x25519().end());
        add(
                all,
                "scrypt twice",
                Fate.BAD_HEADER,
                new AgeForge().scrypt("password", 10).scrypt("hunter2", 10).end());
        add(all, "scrypt extra argument", Fate.BAD_HEADER, stanza(start + "10 10", body));
        add(all, "scrypt no work", Fate.BAD_HEADER, stanza("scrypt " + SALT, body));
        add(all, "scrypt no salt", Fate.BAD_HEADER, stanza("scrypt 10", body));
        add(
                all,
                "scrypt body not canonical",
                Fate.BAD_HEADER,
                stanza(start + "10", AgeForge.notCanonical(body)));
        add(
                all,
                "scrypt salt not canonical",
                Fate.BAD_HEADER,
                stanza("scrypt " + AgeForge.notCanonical(SALT) + " 10", body));
        add(
                all,
                "scrypt short salt",
                Fate.BAD_HEADER,
                stanza("scrypt " + AgeForge.b64(new byte[15]) + " 10", body));
        add(
                all,
                "scrypt long salt",
                Fate.BAD_HEADER,
                stanza("scrypt " + AgeForge.b64(new byte[17]) + " 10", body));
        add(
                all,
                "scrypt long file key",
                Fate.BAD_HEADER,
                new AgeForge(Stanza.ascii("A LONGER YELLOW SUBMARINE"))
                        .scrypt("password", 10)
                        .end());
        for (var work : List.of(
                "21",
                "23",
                "64",
                "99999999999999999999",
                "0",
                "010",
                "+10",
                "-10",
                "1e1",
                "0x0a",
                "10!",
                "ten",
                "!!")) {
            add(all, "scrypt work " + work, Fate.BAD_HEADER, stanza(start + work, body));
        }
    }

    private static void addPayloads(List<Vector> all) {
        var last = Stanza.ascii("age");
        var full = AgeForge.FULL;
        add(
                all,
                "payload empty",
                Fate.OPENS,
                payload().segment(new byte[0], true).file());
        add(all, "payload full", Fate.OPENS, payload().segment(full, true).file());
        add(
                all,
                "payload two segments",
                Fate.OPENS,
                payload().segment(full, false).segment(last, true).file());
        add(
                all,
                "payload three segments",
                Fate.OPENS,
                payload()
                        .segment(full, false)
                        .segment(full, false)
                        .segment(full, true)
                        .file());
        add(
                all,
                "payload without nonce",
                Fate.BAD_PAYLOAD,
                new AgeForge().x25519().endHeader().file());
        add(all, "payload with short nonce", Fate.BAD_PAYLOAD, payload().cut(4));
        add(all, "payload without segments", Fate.BAD_PAYLOAD, payload().file());
        add(
                all,
                "payload with bad tag",
                Fate.BAD_PAYLOAD,
                flipLast(payload().segment(last, true).file()));
        add(
                all,
                "payload without last flag",
                Fate.BAD_PAYLOAD,
                payload().segment(last, false).file());
        add(
                all,
                "payload full without last flag",
                Fate.BAD_PAYLOAD,
                payload().segment(full, false).file());
        add(
                all,
                "payload cut in a tag",
                Fate.BAD_PAYLOAD,
                payload().segment(last, true).cut(5));
        add(
                all,
                "payload shorter than a tag",
                Fate.BAD_PAYLOAD,
                payload().bytes(new byte[12]).file());
        add(
                all,
                "payload short segment first",
                Fate.BAD_PAYLOAD,
                payload().segment(last, false).segment(last, true).file());
        add(
                all,
                "payload trailing byte",
                Fate.BAD_PAYLOAD,
                payload().segment(last, true).bytes(new byte[1]).file());
        add(
                all,
                "payload full, trailing byte",
                Fate.BAD_PAYLOAD,
                payload().segment(full, true).bytes(new byte[1]).file());
        add(
                all,
                "payload full, trailing segment",
                Fate.BAD_PAYLOAD,
                payload().segment(full, true).segment(last, true).file());
        addLate(
                all,
                "payload empty last segment",
                payload().segment(full, false).segment(new byte[0], true).file());
        addLate(
                all,
                "payload second without last flag",
                payload().segment(full, false).segment(last, false).file());
        addLate(
                all,
                "payload second full without last flag",
                payload().segment(full, false).segment(full, false).file());
        addLate(
                all,
                "payload second bad tag",
                flipLast(payload().segment(full, false).segment(last, true).file()));
        addLate(
                all,
                "payload second cut short",
                payload().segment(full, false).segment(last, true).cut(10));
        addLate(
                all,
                "payload second, trailing byte",
                payload()
                        .segment(full, false)
                        .segment(last, true)
                        .bytes(new byte[1])
                        .file());
    }

    private static void add(List<Vector> all, String name, Fate fate, byte[] file) {
        all.add(new Vector(name, fate, ByteString.of(file), 0));
    }

    private static void addLate(List<Vector> all, String name, byte[] file) {
        all.add(new Vector(name, Fate.BAD_PAYLOAD, ByteString.of(file), 65_536));
    }

    private static AgeForge line(String version) {
        return AgeForge.withVersion(version);
    }

    private static AgeForge payload() {
        return new AgeForge().x25519().endHeader().nonce();
    }

    private static byte[] stanza(String arguments, String body) {
        return new AgeForge().line("-> " + arguments).line(body).end();
    }

    private static byte[] macLine(String line) {
        return new AgeForge()
                .x25519()
                .line(line)
                .nonce()
                .segment(Stanza.ascii("age"), true)
                .file();
    }

    private static AgeForge greased(int count) {
        var forge = new AgeForge();
        for (int i = 0; i < count; i++) forge.line("-> grease").line("");
        return forge;
    }

    private static byte[] share() {
        return X25519.publicOf(AgeForge.filled(32, 77));
    }

    private static byte[] flipLast(byte[] file) {
        file[file.length - 1] ^= 1;
        return file;
    }
}
