package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Arguments and variables as the kernel has them: bytes, whatever the locale.
///
/// Java decodes both by the locale and loses what does not fit, so they are read again from
/// /proc/self. In a `String` of ours each byte that is not UTF-8 becomes the lone surrogate
/// U+DC00 + byte, which [#bytes] turns back: text stays text, and a file name survives any
/// way through option parsing. Printed, such a character comes out escaped.
public final class CommandLineBytes {

    private static final int ESCAPE = 0xdc00;

    private CommandLineBytes() {}

    /// The program's arguments; `decoded` is what `main` got, used where there is no /proc.
    public static List<String> arguments(String[] decoded) {
        try {
            var all = split(Files.readAllBytes(Path.of("/proc/self/cmdline")));
            if (all.size() >= decoded.length) {
                return List.copyOf(all.subList(all.size() - decoded.length, all.size()));
            }
        } catch (IOException e) {
            // No /proc here: what Java made of the arguments has to do.
        }
        return List.of(decoded);
    }

    /// The variables this process was started with.
    public static Map<String, String> environment() {
        try {
            var variables = new HashMap<String, String>();
            for (var entry : split(Files.readAllBytes(Path.of("/proc/self/environ")))) {
                int equals = entry.indexOf('=', 1);
                if (equals > 0) {
                    variables.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
                }
            }
            return variables;
        } catch (IOException e) {
            return System.getenv();
        }
    }

    /// The very bytes that were typed.
    public static ByteString bytes(String argument) {
        var out = new byte[argument.length() * 3];
        int size = 0;
        for (int i = 0; i < argument.length(); ) {
            int c = argument.codePointAt(i);
            i += Character.charCount(c);
            if (c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff) {
                out[size++] = (byte) c;
            } else {
                var utf8 = Character.toString(c).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(utf8, 0, out, size, utf8.length);
                size += utf8.length;
            }
        }
        return ByteString.of(out, 0, size);
    }

    /// The file an argument names. For the few files that Java itself opens: those cannot
    /// have names that are not UTF-8.
    static Path path(String argument) throws CommandException {
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            throw CommandException.usage(
                    bytes(argument) + ": this file must have a name in UTF-8, without NUL", null);
        }
    }

    /// The text of some bytes, as [#bytes] reads it.
    public static String text(ByteString bytes) {
        var utf8 = bytes.findUtf8();
        if (utf8 != null) return utf8;
        var raw = bytes.toByteArray();
        var out = new StringBuilder();
        for (int i = 0; i < raw.length; ) {
            int length = characterLength(raw, i);
            if (length == 0) {
                out.append((char) (ESCAPE + (raw[i++] & 0xff)));
            } else {
                out.append(new String(raw, i, length, StandardCharsets.UTF_8));
                i += length;
            }
        }
        return out.toString();
    }

    /// How many bytes the UTF-8 character at `position` has, 0 if there is none.
    private static int characterLength(byte[] bytes, int position) {
        int first = bytes[position] & 0xff;
        int length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (position + length > bytes.length) return 0;
        try {
            var _ = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, position, length));
            return length;
        } catch (CharacterCodingException e) {
            return 0;
        }
    }

    /// The NUL-terminated strings of a file under /proc.
    static List<String> split(byte[] terminated) {
        var strings = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < terminated.length; i++) {
            if (terminated[i] == 0) {
                strings.add(text(ByteString.of(terminated, start, i - start)));
                start = i + 1;
            }
        }
        return strings;
    }
}
