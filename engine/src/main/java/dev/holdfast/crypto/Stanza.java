package dev.holdfast.crypto;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// One wrapping of a file key in an age header: arguments, the first of which is the type,
/// and a body. docs/format/age.md, section "Header".
public record Stanza(List<String> arguments, ByteString body) {

    /// The columns of a full body line; the last line of a body is always shorter.
    static final int COLUMNS = 64;

    public Stanza {
        arguments = List.copyOf(arguments);
        if (arguments.isEmpty() || !arguments.stream().allMatch(Stanza::isArgument)) {
            throw new IllegalArgumentException("no age stanza has such arguments");
        }
    }

    public String type() {
        return arguments.getFirst();
    }

    /// Printable ASCII without the space, at least one character.
    static boolean isArgument(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    void writeTo(StringBuilder out) {
        out.append("->");
        for (var argument : arguments) out.append(' ').append(argument);
        out.append('\n');
        var encoded = Base64Text.encode(body.toByteArray());
        for (int i = 0; i + COLUMNS <= encoded.length(); i += COLUMNS) {
            out.append(encoded, i, i + COLUMNS).append('\n');
        }
        out.append(encoded, encoded.length() / COLUMNS * COLUMNS, encoded.length());
        out.append('\n');
    }

    /// Reads what [#writeTo] wrote. Every other way to write the same stanza is refused.
    static Stanza readFrom(HeaderLines lines) throws CorruptDataException {
        var line = lines.next();
        if (!line.startsWith("-> ")) throw lines.corrupt("a stanza does not begin with \"-> \"");
        var arguments = List.of(line.substring(3).split(" ", -1));
        if (!arguments.stream().allMatch(Stanza::isArgument)) {
            throw lines.corrupt("a stanza's argument is empty or not printable ASCII");
        }
        var encoded = new StringBuilder();
        String part;
        do {
            part = lines.next();
            if (part.length() > COLUMNS) {
                throw lines.corrupt("a stanza's body line has " + part.length() + " columns");
            }
            encoded.append(part);
        } while (part.length() == COLUMNS);
        var body = Base64Text.find(encoded.toString());
        if (body == null) throw lines.corrupt("a stanza's body is not canonical base64");
        return new Stanza(arguments, ByteString.ofOwned(body));
    }

    /// The arguments behind the type, for messages about a malformed stanza.
    CorruptDataException malformed(String what, String why) {
        return new CorruptDataException(
                "%s: its age header has a %s stanza with %s".formatted(what, type(), why));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
