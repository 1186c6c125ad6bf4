package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.Notice;
import dev.holdfast.sys.Dirent;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Lists one directory, and reads the small files in it that steer a backup: ignore files
/// and marks.
final class DirectoryReader {

    private static final int IGNORE_FILE_SIZE_MAX = 1 << 20;

    private final FileTreeOptions options;

    DirectoryReader(FileTreeOptions options) {
        this.options = options;
    }

    /// The names in the order of an archive, each once: while files are being renamed, the
    /// kernel may give one twice.
    static List<ByteString> names(Fd directory) throws SysException {
        var names = Dirent.names(directory).toArray(ByteString[]::new);
        Arrays.sort(names);
        int count = 0;
        for (int i = 0; i < names.length; i++) {
            if (i == 0 || !names[i].equals(names[i - 1])) names[count++] = names[i];
        }
        return List.of(Arrays.copyOf(names, count));
    }

    /// The marks of a directory that says it is not worth a backup; empty for all others.
    List<ByteString> marks(Fd directory, List<ByteString> names) throws SysException {
        if (options.marks().isEmpty()) return List.of();
        var found = new ArrayList<ByteString>();
        for (var mark : options.marks()) {
            if (!contains(names, mark.name()) || found.contains(mark.name())) continue;
            if (isMarked(directory, mark)) found.add(mark.name());
        }
        Collections.sort(found);
        return found;
    }

    /// What the ignore files in a directory say, null if there are none. Without a listing
    /// they are looked for by name.
    @Nullable
    ExcludeList ignoreFiles(Fd directory, @Nullable List<ByteString> names, Report report)
            throws IOException {
        ExcludeList all = null;
        for (var name : options.ignoreFiles()) {
            if (names != null && !contains(names, name)) continue;
            var text = findText(directory, name, report);
            if (text == null) continue;
            var list = ExcludeList.ofIgnoreFile(name, text);
            all = all == null ? list : all.then(list);
        }
        return all == null || all.isEmpty() ? null : all;
    }

    private static boolean contains(List<ByteString> sorted, ByteString name) {
        return Collections.binarySearch(sorted, name) >= 0;
    }

    private static boolean isMarked(Fd directory, DirectoryMark mark) throws SysException {
        if (mark.header().isEmpty()) return true;
        try (var file = Opening.file(directory, mark.name())) {
            if (!SysStat.stat(file).isRegularFile()) return false;
            int length = mark.header().length();
            return read(file, length).equals(mark.header());
        } catch (SysException e) {
            Failures.check(e);
            return false;
        }
    }

    private static @Nullable ByteString findText(Fd directory, ByteString name, Report report)
            throws IOException {
        try {
            if (SysStat.find(directory, name) == null) return null;
            try (var file = Opening.file(directory, name)) {
                var stat = SysStat.stat(file);
                boolean small = stat.size() <= IGNORE_FILE_SIZE_MAX;
                if (stat.isRegularFile() && small) return read(file, (int) stat.size());
                tellUseless(name, small ? "it is no regular file" : "it is over 1 MiB", report);
            }
        } catch (SysException e) {
            Failures.check(e);
            if (!Failures.isGone(e)) tellUseless(name, e.reason(), report);
        }
        return null;
    }

    /// What it would have excluded is in the backup: too much rather than too little.
    private static void tellUseless(ByteString name, String reason, Report report) {
        var detail = "its ignore file %s has no effect: %s".formatted(name, reason);
        report.tell(Notice.Kind.SPECIAL, detail);
    }

    private static ByteString read(Fd file, int lengthMax) throws SysException {
        var bytes = new byte[lengthMax];
        int length = 0;
        while (length < bytes.length) {
            int count = Unistd.read(file, bytes, length, bytes.length - length);
            if (count == 0) break;
            length += count;
        }
        return ByteString.of(bytes, 0, length);
    }
}
