package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Paths of sources: bytes, absolute, without `.` and `..` and doubled slashes. Symbolic
/// links in them are left as they are.
final class SourcePath {

    private static final ByteString DOT = ByteString.utf8(".");
    private static final ByteString DOTS = ByteString.utf8("..");

    private SourcePath() {}

    static ByteString of(Path path) {
        return CommandLineBytes.bytes(path.toAbsolutePath().normalize().toString());
    }

    /// The path as seen from the current directory.
    static ByteString absolute(ByteString path) {
        boolean isAbsolute = !path.isEmpty() && path.byteAt(0) == '/';
        var whole = isAbsolute
                ? path
                : CommandLineBytes.bytes(Path.of("").toAbsolutePath().toString())
                        .child(path);
        return normal(whole);
    }

    private static ByteString normal(ByteString path) {
        List<ByteString> names = new ArrayList<>();
        for (int from = 0; from <= path.length(); ) {
            int end = path.indexOf('/', from);
            if (end < 0) end = path.length();
            var name = path.substring(from, end);
            if (name.equals(DOTS)) {
                if (!names.isEmpty()) names.removeLast();
            } else if (!name.isEmpty() && !name.equals(DOT)) {
                names.add(name);
            }
            from = end + 1;
        }
        var normal = ByteString.utf8("/");
        for (var name : names) normal = normal.child(name);
        return normal;
    }
}
