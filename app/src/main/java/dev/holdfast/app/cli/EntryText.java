package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.Timestamp;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;

/// An entry of an archive as `ls` shows it.
final class EntryText {

    private static final String PERMISSIONS = "rwxrwxrwx";

    private EntryText() {}

    /// Like `ls -l`. `file` is the file itself, or the one a hard link stands for.
    static String line(ByteString path, PxarEntry entry, PxarEntry.@Nullable RegularFile file) {
        var metadata = metadata(entry, file);
        return "%s %5d %5d %12s %s %s%s"
                .formatted(
                        mode(metadata.mode(), letter(entry)),
                        metadata.uid(),
                        metadata.gid(),
                        size(entry, file),
                        time(metadata.mtime()),
                        path,
                        suffix(entry));
    }

    /// The same of an entry alone; a hard link has its type, name and target only.
    static String line(ByteString path, PxarEntry entry) {
        if (!(entry instanceof PxarEntry.Hardlink)) {
            var file = entry instanceof PxarEntry.RegularFile found ? found : null;
            return line(path, entry, file);
        }
        return "%-10s %5s %5s %12s %-20s %s%s"
                .formatted(letter(entry), "-", "-", "-", "-", path, suffix(entry));
    }

    static Json json(ByteString path, PxarEntry entry, PxarEntry.@Nullable RegularFile file) {
        var metadata = metadata(entry, file);
        var json = Json.object()
                .with("path", Json.of(path.toString()))
                .with("type", Json.of(type(entry)))
                .with("mode", Json.of("%o".formatted(metadata.mode())))
                .with("uid", Json.of(metadata.uid()))
                .with("gid", Json.of(metadata.gid()))
                .with("mtime", Json.of(time(metadata.mtime())));
        if (path.findUtf8() == null) json = json.with("path_latin1", Json.of(path.latin1()));
        if (file != null) json = json.with("size", Json.of(file.size()));
        return switch (entry) {
            case PxarEntry.Symlink link ->
                json.with("target", Json.of(link.target().toString()));
            case PxarEntry.Hardlink link ->
                json.with("target", Json.of(link.target().toString()));
            case PxarEntry.Device device ->
                json.with("major", Json.of(device.major())).with("minor", Json.of(device.minor()));
            case PxarEntry.Directory _,
                    PxarEntry.RegularFile _,
                    PxarEntry.Fifo _,
                    PxarEntry.Socket _ -> json;
        };
    }

    private static Metadata metadata(PxarEntry entry, PxarEntry.@Nullable RegularFile file) {
        if (entry instanceof PxarEntry.Inode inode) return inode.metadata();
        if (file == null) throw new IllegalArgumentException("a hard link without its file");
        return file.metadata();
    }

    private static String size(PxarEntry entry, PxarEntry.@Nullable RegularFile file) {
        if (file != null) return "%,d".formatted(file.size());
        if (entry instanceof PxarEntry.Device device) return device.major() + "," + device.minor();
        return "-";
    }

    private static String suffix(PxarEntry entry) {
        return switch (entry) {
            case PxarEntry.Symlink link -> " -> " + link.target();
            case PxarEntry.Hardlink link -> " link to " + link.target();
            case PxarEntry.Directory _,
                    PxarEntry.RegularFile _,
                    PxarEntry.Device _,
                    PxarEntry.Fifo _,
                    PxarEntry.Socket _ -> "";
        };
    }

    static String type(PxarEntry entry) {
        return switch (entry) {
            case PxarEntry.Directory _ -> "directory";
            case PxarEntry.RegularFile _ -> "file";
            case PxarEntry.Symlink _ -> "symlink";
            case PxarEntry.Hardlink _ -> "hardlink";
            case PxarEntry.Device device -> isBlock(device) ? "block-device" : "character-device";
            case PxarEntry.Fifo _ -> "fifo";
            case PxarEntry.Socket _ -> "socket";
        };
    }

    private static char letter(PxarEntry entry) {
        return switch (entry) {
            case PxarEntry.Directory _ -> 'd';
            case PxarEntry.RegularFile _ -> '-';
            case PxarEntry.Symlink _ -> 'l';
            case PxarEntry.Hardlink _ -> 'h';
            case PxarEntry.Device device -> isBlock(device) ? 'b' : 'c';
            case PxarEntry.Fifo _ -> 'p';
            case PxarEntry.Socket _ -> 's';
        };
    }

    private static boolean isBlock(PxarEntry.Device device) {
        return (device.metadata().mode() & 0170000) == 0060000;
    }

    private static String mode(long mode, char letter) {
        var text = new StringBuilder().append(letter);
        for (int i = 0; i < 9; i++) {
            boolean set = (mode & (0400 >> i)) != 0;
            text.append(set ? PERMISSIONS.charAt(i) : '-');
        }
        special(text, 3, (mode & 04000) != 0, 's');
        special(text, 6, (mode & 02000) != 0, 's');
        special(text, 9, (mode & 01000) != 0, 't');
        return text.toString();
    }

    private static void special(StringBuilder text, int at, boolean set, char letter) {
        if (!set) return;
        text.setCharAt(at, text.charAt(at) == 'x' ? letter : Character.toUpperCase(letter));
    }

    static String time(Timestamp time) {
        try {
            return Instant.ofEpochSecond(time.seconds(), time.nanos()).toString();
        } catch (DateTimeException e) {
            return time.seconds() + "s";
        }
    }
}
