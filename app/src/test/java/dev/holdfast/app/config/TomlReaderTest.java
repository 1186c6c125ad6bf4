package dev.holdfast.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/// Held against Python's own reader of TOML, which passes the tests of TOML's authors.
final class TomlReaderTest {

    private static final String WHOLE = """
            # a comment with a ü
            repository = "/mnt/disk/back\\u0075p"   # behind a value
            "quoted key" = 'C:\\no\\escapes'
            limit-upload = 1_000_000
            ratio = 1.5e3
            hex = 0xDEAD_beef
            mixed = [ 1, "two", [ true, ], { x.y = 1, z = [] } ]
            lines = [
              "one", # first

              "two"
            ]
            text = \"""
            first
              second \\
                 still second""\"""
            raw = '''
            a \\ b'''
            [backup]
            tag."a b" = "c"
            tag.d = false
            [profile.home.backup]
            exclude = []
            [profile.home]
            quiet = true
            [backup.below]
            """;

    /// One that is right or wrong in a way of its own.
    private static final List<String> CASES = List.of(
            "",
            "a=1",
            "a = 1\r\nb = 2\r\n",
            "a = 1\rb = 2",
            "a = 1 b = 2",
            "a = 1\na = 2",
            "a.b = 1\na.b = 2",
            "a.b = 1\na.c = 2",
            "a = 1\na.b = 2",
            "a = {b = 1}\na.c = 2",
            "a = {b = 1}\n[a]",
            "a = {b = 1}\n[a.c]",
            "[a]\n[a]",
            "[a]\nb.c = 1\n[a.b]",
            "[a]\nb.c = 1\n[a.b.d]\ne = 1",
            "[a.b.c]\nz = 1\n[a]\nb.d = 2",
            "[a.b.c]\n[a]\n[a]",
            "[a.b.c]\n[a]\nx = 1",
            "[a.b]\n[a.b.c]\n[a.b]",
            "[ a . \"b c\" ]\nx = 1",
            "[]",
            "[a",
            "[a]]",
            "[a] x = 1",
            "[a.]",
            "= 1",
            "a =",
            "a = ",
            "a",
            "a. = 1",
            ".a = 1",
            "a b = 1",
            "ä = 1",
            "\"ä\" = 1",
            "\"\" = 1",
            "'' = 1\n\"\" = 2",
            "1234 = 1",
            "-_- = 1",
            "\"\"\"a\"\"\" = 1",
            "a = \"x",
            "a = \"x\ny\"",
            "a = \"\\x\"",
            "a = \"\\uD800\"",
            "a = \"\\u00e9 \\U0001F600\"",
            "a = \"\\U00110000\"",
            "a = \"\\u00zz\"",
            "a = 'it\\'",
            "a = 'x'y",
            "a = \"tab\there\"",
            "a = \"bell\u0007\"",
            "# bell\u0007",
            "a = \"\"\"x\"\"\"\"\"",
            "a = \"\"\"x\"\"\"\"\"\"",
            "a = ''''x''''",
            "a = '''''''",
            "a = \"\"\"\n\n x\\\n\n  y\"\"\"",
            "a = \"\"\"x\\ y\"\"\"",
            "a = \"\"\"x",
            "a = 01",
            "a = +0",
            "a = -17",
            "a = 1__0",
            "a = _1",
            "a = 1_",
            "a = 0x",
            "a = 0xg",
            "a = +0x1",
            "a = 0o17",
            "a = 0o8",
            "a = 0b101",
            "a = 1.",
            "a = .1",
            "a = 1e5",
            "a = 1.0e-5",
            "a = 1e",
            "a = True",
            "a = yes",
            "a = [1,,2]",
            "a = [1,]",
            "a = [,]",
            "a = [1 2]",
            "a = [1",
            "a = [ # c\n 1 # d\n , # e\n ]",
            "a = {}",
            "a = {b=1,}",
            "a = {b=1\n}",
            "a = {b=1, b=2}",
            "a = {b.c=1, b.d=2}",
            "a = {b={c=1}, b.d=2}",
            "a = [{b=1}, {b=2}]");

    private static final String JUDGE = """
            import sys, tomllib, json, datetime, math
            special = False
            def dump(v):
                global special
                if isinstance(v, bool): return 'true' if v else 'false'
                if isinstance(v, (datetime.date, datetime.time)):
                    special = True
                    return ''
                if isinstance(v, float):
                    special |= math.isinf(v) or math.isnan(v)
                    return 'float'
                if isinstance(v, int): return str(v)
                if isinstance(v, str): return 's' + v.encode().hex()
                if isinstance(v, list): return '[' + ','.join(map(dump, v)) + ']'
                return '{' + ','.join(sorted('s%s=%s' % (k.encode().hex(), dump(x)) for k, x in v.items())) + '}'
            sys.set_int_max_str_digits(0)
            for n in range(int(sys.argv[1])):
                special = False
                try:
                    with open(str(n), 'rb') as f: said = dump(tomllib.load(f))
                except (tomllib.TOMLDecodeError, UnicodeDecodeError): said = 'refused'
                print('special' if special else said)
            """;

    @TempDir
    private Path directory;

    @Test
    void pythonReadsTheSame() throws Exception {
        assumeTrue(Tool.run(directory, "python3", "-c", "import tomllib").exitCode() == 0);
        var texts = new ArrayList<>(CASES);
        texts.add(WHOLE);
        var random = Seeds.random("TomlReaderTest");
        for (int i = 0; i < 3000; i++) texts.add(mutated(i % 2 == 0 ? WHOLE : any(random), random));
        for (int i = 0; i < texts.size(); i++) {
            Files.writeString(directory.resolve("" + i), texts.get(i));
        }
        var said = Tool.run(directory, "python3", "-c", JUDGE, "" + texts.size())
                .get()
                .lines()
                .toList();
        int accepted = 0;
        for (int i = 0; i < texts.size(); i++) {
            var ours = ours(texts.get(i));
            boolean special = said.get(i).equals("special") || ours.equals("arrays of tables");
            if (!special) assertEquals(said.get(i), ours, texts.get(i));
            if (!ours.equals("refused")) accepted++;
        }
        assertTrue(accepted > 300, accepted + " were accepted");
    }

    @Test
    void everyProblemHasItsLine() {
        for (var wrong :
                List.of("a = 1\n\nb = ?\n", "a = 1\n[x]\nb\n", "a = [\n1,\n?]", "\n\na='x")) {
            var refused = assertThrows(ConfigException.class, () -> read(wrong), wrong);
            assertTrue(String.valueOf(refused.getMessage()).startsWith("f, line 3: "), wrong);
        }
    }

    @Test
    void everyValueHasItsLine() throws IOException {
        var table = read("a = 1\n\n[b]\nc = [\n 2,\n 3]\n");
        assertEquals(1, member(table, "a").line());
        var b = (ConfigValue.Table) member(table, "b");
        assertEquals(3, b.line());
        var c = (ConfigValue.Values) member(b, "c");
        assertEquals(4, c.line());
        assertEquals(6, c.values().getLast().line());
    }

    private static ConfigValue member(ConfigValue.Table table, String name) {
        return java.util.Objects.requireNonNull(table.members().get(name));
    }

    @Test
    void whatNoOptionNeedsIsRefused() {
        for (var text : List.of(
                "a = 1979-05-27",
                "a = 07:32:00",
                "a = inf",
                "[[a]]",
                "a = " + "[".repeat(40) + "]".repeat(40),
                "a" + ".a".repeat(40) + " = 1",
                "#" + "x".repeat(TomlReader.SIZE_MAX))) {
            assertThrows(ConfigException.class, () -> read(text));
        }
        assertThrows(
                ConfigException.class, () -> TomlReader.read("f", new byte[] {'#', (byte) 0xff}));
    }

    private static String any(Random random) {
        return CASES.get(random.nextInt(CASES.size()));
    }

    private static String mutated(String text, Random random) {
        var out = new StringBuilder(text);
        var letters = "[]{}\"'\\=.,#\n\r\t _-+019xeabtruU:é";
        for (int i = random.nextInt(3); i >= 0 && !out.isEmpty(); i--) {
            int at = random.nextInt(out.length());
            var letter = letters.charAt(random.nextInt(letters.length()));
            switch (random.nextInt(3)) {
                case 0 -> out.deleteCharAt(at);
                case 1 -> out.insert(at, letter);
                default -> out.setCharAt(at, letter);
            }
        }
        return out.toString();
    }

    private static String ours(String text) {
        try {
            return dump(read(text));
        } catch (ConfigException e) {
            boolean arrays = String.valueOf(e.getMessage()).contains("array of tables");
            return arrays ? "arrays of tables" : "refused";
        }
    }

    private static ConfigValue.Table read(String text) throws ConfigException {
        return TomlReader.read("f", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String dump(ConfigValue value) {
        return switch (value) {
            case ConfigValue.Text text -> hex(text.value());
            case ConfigValue.Flag flag -> String.valueOf(flag.value());
            case ConfigValue.Numeral number -> number(number.value());
            case ConfigValue.Values list ->
                "["
                        + String.join(
                                ",",
                                list.values().stream().map(TomlReaderTest::dump).toList())
                        + "]";
            case ConfigValue.Table table -> {
                var members = new TreeMap<String, String>();
                table.members().forEach((k, v) -> members.put(hex(k) + "=" + dump(v), ""));
                yield "{" + String.join(",", members.keySet()) + "}";
            }
        };
    }

    private static String number(String text) {
        if (text.matches(".*[.eE].*")) return "float";
        return new java.math.BigInteger(text).toString();
    }

    private static String hex(String text) {
        return "s" + java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
