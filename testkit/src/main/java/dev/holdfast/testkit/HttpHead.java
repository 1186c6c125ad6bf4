package dev.holdfast.testkit;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The lines of an HTTP/1.1 message before its body, as they came.
record HttpHead(String first, List<String> headers) {

    HttpHead {
        headers = List.copyOf(headers);
    }

    /// The next head of a connection, null if it was closed.
    static @Nullable HttpHead readFrom(InputStream in) throws IOException {
        var first = line(in);
        if (first == null) return null;
        var headers = new ArrayList<String>();
        for (var line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            headers.add(line);
        }
        return new HttpHead(first, headers);
    }

    /// The word at `position` of the first line: method, path, version of a request.
    String word(int position) {
        var words = first.split(" ", -1);
        return position < words.length ? words[position] : "";
    }

    @Nullable
    String find(String name) {
        for (var header : headers) {
            if (isNamed(header, name))
                return header.substring(name.length() + 1).strip();
        }
        return null;
    }

    /// The same with one header replaced, or added, or with null removed.
    HttpHead with(String name, @Nullable String value) {
        var all = new ArrayList<>(headers);
        all.removeIf(header -> isNamed(header, name));
        if (value != null) all.add(name + ": " + value);
        return new HttpHead(first, all);
    }

    void writeTo(OutputStream out) throws IOException {
        var text = new StringBuilder(first).append("\r\n");
        for (var header : headers) text.append(header).append("\r\n");
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /// The whole body of a message with this head, however it is framed.
    byte[] readBody(InputStream in) throws IOException {
        if ("chunked".equalsIgnoreCase(find("transfer-encoding"))) return readChunks(in);
        var length = find("content-length");
        return length == null ? new byte[0] : exactly(in, Integer.parseInt(length));
    }

    private static byte[] readChunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            var size = line(in);
            if (size == null) throw new IOException("a connection ended in a body");
            int extension = size.indexOf(';');
            var digits = (extension < 0 ? size : size.substring(0, extension)).strip();
            body.write(exactly(in, Integer.parseInt(digits, 16)));
            var after = line(in);
            if (digits.equals("0")) {
                while (after != null && !after.isEmpty()) after = line(in);
                return body.toByteArray();
            }
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) throw new IOException("a connection ended in a body");
        return bytes;
    }

    private static @Nullable String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) return null;
            if (c != '\r') line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static boolean isNamed(String header, String name) {
        return header.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":");
    }
}
