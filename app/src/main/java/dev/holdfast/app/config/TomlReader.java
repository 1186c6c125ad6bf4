package dev.holdfast.app.config;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Printable;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads TOML 1.0, strictly, less what no option needs: dates and times, which stand in
/// quotes here, and arrays of tables.
///
/// In memory at once, so a file has at most 1 MiB; values are at most 32 levels deep.
public final class TomlReader {

    public static final int SIZE_MAX = 1 << 20;

    private static final int DEPTH_MAX = 32;
    private static final String BARE = "_-";

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(0|[1-9](_?[0-9])*)");
    private static final Pattern RADIX =
            Pattern.compile("0x[0-9A-Fa-f](_?[0-9A-Fa-f])*|0o[0-7](_?[0-7])*|0b[01](_?[01])*");
    private static final Pattern FLOAT = Pattern.compile(
            "[+-]?(0|[1-9](_?[0-9])*)(\\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?");

    private final TomlScanner in;
    private final Node root = new Node(1, Origin.HEADER);
    private Node table = root;

    /// How a table came to be, which decides who may add to it.
    private enum Origin {
        /// On the way to a table that has a header.
        PASSED,
        HEADER,
        DOTTED
    }

    /// A table that is still growing: its members are `ConfigValue`s and `Node`s.
    private static final class Node {

        private final Map<String, Object> members = new LinkedHashMap<>();
        private final int line;
        private Origin origin;

        Node(int line, Origin origin) {
            this.line = line;
            this.origin = origin;
        }

        ConfigValue.Table done() {
            var done = new LinkedHashMap<String, ConfigValue>();
            for (var member : members.entrySet()) {
                var value = member.getValue();
                done.put(
                        member.getKey(),
                        value instanceof Node node ? node.done() : (ConfigValue) value);
            }
            return new ConfigValue.Table(done, line);
        }
    }

    private TomlReader(TomlScanner in) {
        this.in = in;
    }

    /// Reads the bytes of a file that people know as `file`.
    public static ConfigValue.Table read(String file, byte[] utf8) throws ConfigException {
        if (utf8.length > SIZE_MAX) throw new ConfigException(file, 1, "the file is over 1 MiB");
        var text = ByteString.of(utf8).findUtf8();
        if (text == null) throw new ConfigException(file, 1, "the file is not UTF-8");
        return new TomlReader(new TomlScanner(file, text)).read();
    }

    private ConfigValue.Table read() throws ConfigException {
        for (in.emptiness(); !in.atEnd(); in.emptiness()) {
            if (in.startsWith("[[")) throw in.wrong("nothing here is an array of tables");
            if (in.takeIf("[")) header();
            else member(table, 1);
            in.endOfLine();
        }
        return root.done();
    }

    private void header() throws ConfigException {
        int line = in.line();
        var path = path();
        in.require("]", "a table's name has no ] behind it");
        var at = root;
        for (var name : path.subList(0, path.size() - 1)) {
            at = through(at, name, line, Origin.PASSED);
        }
        table = define(at, path.getLast(), line);
    }

    private Node define(Node at, String name, int line) throws ConfigException {
        var there = at.members.get(name);
        if (there == null) {
            var made = new Node(line, Origin.HEADER);
            at.members.put(name, made);
            return made;
        }
        if (there instanceof Node node && node.origin == Origin.PASSED) {
            node.origin = Origin.HEADER;
            return node;
        }
        throw twice(name, line);
    }

    private void member(Node to, int depth) throws ConfigException {
        int line = in.line();
        var path = path();
        in.require("=", "a key has no = behind it");
        in.blanks();
        var at = to;
        for (var name : path.subList(0, path.size() - 1)) {
            at = through(at, name, line, Origin.DOTTED);
        }
        if (at.members.containsKey(path.getLast())) throw twice(path.getLast(), line);
        at.members.put(path.getLast(), value(depth));
    }

    /// The table `name`, made if it is not there: by a header on its way further down, or by
    /// a dotted key, which may not add to a table that has a header.
    private Node through(Node at, String name, int line, Origin origin) throws ConfigException {
        var there = at.members.get(name);
        if (there == null) {
            var made = new Node(line, origin);
            at.members.put(name, made);
            return made;
        }
        if (!(there instanceof Node node)) throw twice(name, line);
        if (origin == Origin.DOTTED) {
            if (node.origin == Origin.HEADER) throw twice(name, line);
            node.origin = Origin.DOTTED;
        }
        return node;
    }

    private List<String> path() throws ConfigException {
        var path = new ArrayList<String>();
        do {
            in.blanks();
            path.add(key());
            in.blanks();
        } while (in.takeIf("."));
        if (path.size() > DEPTH_MAX) throw in.wrong("a key has too many parts");
        return path;
    }

    private String key() throws ConfigException {
        if (in.startsWith("\"\"\"") || in.startsWith("'''")) {
            throw in.wrong("a key has three quotes");
        }
        if (in.peek() == '"' || in.peek() == '\'') return in.string();
        var word = in.word(BARE);
        if (word.isEmpty()) throw in.wrong("no key is here");
        return word;
    }

    private ConfigValue value(int depth) throws ConfigException {
        if (depth > DEPTH_MAX) throw in.wrong("it is nested deeper than 32 levels");
        int line = in.line();
        return switch (in.peek()) {
            case '"', '\'' -> new ConfigValue.Text(in.string(), line);
            case '[' -> values(depth);
            case '{' -> inline(depth);
            default -> scalar(in.word("+-_.:"), line);
        };
    }

    private ConfigValue values(int depth) throws ConfigException {
        int line = in.line();
        in.require("[", "no array is here");
        var values = new ArrayList<ConfigValue>();
        for (in.emptiness(); !in.takeIf("]"); in.emptiness()) {
            values.add(value(depth + 1));
            in.emptiness();
            if (!in.takeIf(",") && in.peek() != ']') {
                throw in.wrong("an array has neither , nor ] behind a value");
            }
        }
        return new ConfigValue.Values(values, line);
    }

    private ConfigValue inline(int depth) throws ConfigException {
        int line = in.line();
        in.require("{", "no table is here");
        var node = new Node(line, Origin.DOTTED);
        in.blanks();
        if (in.takeIf("}")) return node.done();
        do {
            member(node, depth + 1);
            in.blanks();
        } while (in.takeIf(","));
        in.require("}", "a table has neither , nor } behind a value");
        return node.done();
    }

    private ConfigValue scalar(String word, int line) throws ConfigException {
        if (word.equals("true") || word.equals("false")) {
            return new ConfigValue.Flag(word.equals("true"), line);
        }
        var number = number(word);
        if (number != null) return new ConfigValue.Numeral(number, line);
        if (word.isEmpty()) throw in.wrong("no value is here");
        throw in.wrong(Printable.of(word) + " is no value: text stands in quotes");
    }

    private static @Nullable String number(String word) {
        var digits = word.replace("_", "");
        if (DECIMAL.matcher(word).matches() || FLOAT.matcher(word).matches()) return digits;
        if (!RADIX.matcher(word).matches()) return null;
        int radix = word.charAt(1) == 'x' ? 16 : word.charAt(1) == 'o' ? 8 : 2;
        return new BigInteger(digits.substring(2), radix).toString();
    }

    private ConfigException twice(String name, int line) {
        return in.wrong(line, "\"" + Printable.of(name) + "\" stands here once more");
    }
}
