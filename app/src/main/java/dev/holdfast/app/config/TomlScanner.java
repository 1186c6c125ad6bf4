package dev.holdfast.app.config;

/// The characters of a TOML text one after the other, and the strings among them.
final class TomlScanner {

    private static final int END = -1;

    private final String file;
    private final String text;
    private int position;
    private int line = 1;

    TomlScanner(String file, String text) {
        this.file = file;
        this.text = text;
    }

    int line() {
        return line;
    }

    /// The next character without taking it; -1 at the end.
    int peek() {
        return position < text.length() ? text.charAt(position) : END;
    }

    boolean atEnd() {
        return peek() == END;
    }

    boolean startsWith(String what) {
        return text.startsWith(what, position);
    }

    boolean takeIf(String what) {
        if (!startsWith(what)) return false;
        for (int i = 0; i < what.length(); i++) take();
        return true;
    }

    void require(String what, String problem) throws ConfigException {
        if (!takeIf(what)) throw wrong(problem);
    }

    void blanks() {
        while (peek() == ' ' || peek() == '\t') take();
    }

    /// Takes blanks, a comment and the line's end, or the end of the text.
    void endOfLine() throws ConfigException {
        blanks();
        comment();
        if (!atEnd() && !newline()) throw wrong("something follows where the line should end");
    }

    /// Takes blanks, comments and line ends, as between the values of an array.
    void emptiness() throws ConfigException {
        do {
            blanks();
            comment();
        } while (newline());
    }

    /// What stands here of `A-Z a-z 0-9` and `others`.
    String word(String others) {
        int start = position;
        while (isWordly(peek(), others)) take();
        return text.substring(start, position);
    }

    /// A string in one of the four kinds of quotes.
    String string() throws ConfigException {
        if (takeIf("\"\"\"")) return block('"');
        if (takeIf("'''")) return block('\'');
        return quoted((char) take());
    }

    ConfigException wrong(String problem) {
        return new ConfigException(file, line, problem);
    }

    ConfigException wrong(int where, String problem) {
        return new ConfigException(file, where, problem);
    }

    private int take() {
        int c = peek();
        if (c == END) return c;
        position++;
        if (c == '\n') line++;
        return c;
    }

    private boolean newline() {
        return takeIf("\n") || takeIf("\r\n");
    }

    private void comment() throws ConfigException {
        if (peek() != '#') return;
        while (!atEnd() && !startsWith("\n") && !startsWith("\r\n")) plain(take());
    }

    private String quoted(char quote) throws ConfigException {
        var out = new StringBuilder();
        while (true) {
            if (atEnd() || peek() == '\n' || startsWith("\r\n")) {
                throw wrong("a string does not end in its line");
            }
            int c = take();
            if (c == quote) return out.toString();
            if (c == '\\' && quote == '"') escape(out);
            else out.append(plain(c));
        }
    }

    /// What stands between three quotes, over several lines.
    private String block(char quote) throws ConfigException {
        int begun = line;
        var end = String.valueOf(quote).repeat(3);
        var out = new StringBuilder();
        newline();
        while (!takeIf(end)) {
            if (atEnd()) throw wrong(begun, "a string does not end");
            if (newline()) out.append('\n');
            else if (quote == '"' && takeIf("\\")) escapeInBlock(out);
            else out.append(plain(take()));
        }
        // One or two quotes may stand before the three that end it.
        for (int i = 0; i < 2 && peek() == quote; i++) out.append((char) take());
        return out.toString();
    }

    /// A backslash at a line's end leaves that end out, and what is blank behind it.
    private void escapeInBlock(StringBuilder out) throws ConfigException {
        int at = position;
        blanks();
        if (newline()) {
            do {
                blanks();
            } while (newline());
        } else {
            position = at;
            escape(out);
        }
    }

    private void escape(StringBuilder out) throws ConfigException {
        int c = take();
        switch (c) {
            case 'b' -> out.append('\b');
            case 't' -> out.append('\t');
            case 'n' -> out.append('\n');
            case 'f' -> out.append('\f');
            case 'r' -> out.append('\r');
            case '"', '\\' -> out.append((char) c);
            case 'u' -> out.appendCodePoint(codePoint(4));
            case 'U' -> out.appendCodePoint(codePoint(8));
            default -> throw wrong("a string has a backslash with nothing it could mean behind it");
        }
    }

    private int codePoint(int digits) throws ConfigException {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int c = take();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) throw wrong("an escape needs " + digits + " hexadecimal digits");
            value = 16 * value + digit;
        }
        boolean surrogate = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
        if (value > Character.MAX_CODE_POINT || surrogate) {
            throw wrong("an escape is no character of Unicode");
        }
        return (int) value;
    }

    private char plain(int c) throws ConfigException {
        if ((c < 0x20 && c != '\t') || c == 0x7f) throw wrong("a control character is here");
        return (char) c;
    }

    private static boolean isWordly(int c, String others) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || (c != END && others.indexOf(c) >= 0);
    }
}
