package dev.holdfast.app.trust;

import dev.holdfast.format.ByteString;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// A write in front of which a process died, as strace has written it down in hexadecimal.
///
/// @param offset in the file, -1 for behind what is there
record TornWrite(Path file, ByteString bytes, long offset) {

    private static final Pattern WRITE = Pattern.compile(
            "\\d+ +p?write(?:64)?\\(\\d+<([^>]*)>, \"([^\"]*)\", (\\d+)(?:, (\\d+))?.*");

    static TornWrite of(String line) {
        var write = WRITE.matcher(line);
        if (!write.matches()) throw new AssertionError("no write: " + line);
        var bytes = bytes(write.group(2));
        if (bytes.length != Integer.parseInt(write.group(3))) {
            throw new AssertionError("strace has cut it: " + line);
        }
        var path = new String(bytes(write.group(1)), StandardCharsets.UTF_8);
        var offset = write.group(4);
        return new TornWrite(
                Path.of(path),
                ByteString.ofOwned(bytes),
                offset == null ? -1 : Long.parseLong(offset));
    }

    private static byte[] bytes(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal.replace("\\x", ""));
    }

    /// Lets the first half of it happen.
    void applyHalf() throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var half = ByteBuffer.wrap(bytes.toByteArray(), 0, bytes.length() / 2);
            long at = offset < 0 ? channel.size() : offset;
            while (half.hasRemaining()) at += channel.write(half, at);
        }
    }
}
