package dev.holdfast.backup;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// A tree that lives: files come, change in every way that is hard to notice, move and go.
final class RandomHistory {

    private static final int SMALL_MAX = 6_000;
    private static final int LARGE_MAX = 900_000;

    private final Path root;
    private final Random random;
    private int names;

    RandomHistory(Path root, Random random) {
        this.root = root;
        this.random = random;
    }

    void plant(int files) throws IOException {
        for (int i = 0; i < files; i++) create();
    }

    /// Changes something, and says what.
    String step() throws IOException {
        return step(random.nextInt(17));
    }

    /// The same, but never sets the time of a write back.
    String honestStep() throws IOException {
        int what = random.nextInt(17);
        return step(what == 6 || what == 7 ? 5 : what);
    }

    private String step(int what) throws IOException {
        switch (what) {
            case 0, 1 -> create();
            case 2 -> edit(StandardOpenOption.TRUNCATE_EXISTING, size());
            case 3 -> edit(StandardOpenOption.APPEND, 1 + random.nextInt(500));
            case 4 -> truncate();
            case 5 -> rewrite(false);
            case 6 -> rewrite(true);
            case 7 -> touch();
            case 8 -> chmod();
            case 9 -> rename(pickFile());
            case 10 -> rename(pickDirectory());
            case 11 -> link();
            case 12 -> swapKind();
            case 13 -> delete(pickFile());
            case 14 -> delete(pickDirectory());
            case 15 -> symlink();
            default -> attribute();
        }
        return "step " + what;
    }

    private int size() {
        int kind = random.nextInt(20);
        if (kind == 0) return 0;
        return kind == 1 ? 200_000 + random.nextInt(LARGE_MAX) : random.nextInt(SMALL_MAX);
    }

    private byte[] content(int size) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        // Half of it compresses, and some files are equal.
        if (random.nextInt(4) == 0) {
            Arrays.fill(bytes, (byte) random.nextInt(3));
        }
        return bytes;
    }

    private Path fresh() throws IOException {
        var parent = pickDirectory();
        var odd = List.of("a", "B", "ü", " x", "zz", "-", "~").get(random.nextInt(7));
        return parent.resolve(odd + names++);
    }

    private void create() throws IOException {
        var path = fresh();
        if (random.nextInt(4) == 0) {
            Files.createDirectory(path);
        } else {
            Files.write(path, content(size()));
        }
    }

    private void edit(StandardOpenOption how, int size) throws IOException {
        var file = findFile();
        if (file == null) return;
        Files.write(file, content(size), how, StandardOpenOption.WRITE);
    }

    private void truncate() throws IOException {
        var file = findFile();
        if (file == null) return;
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
    }

    /// As many bytes as before; with `back`, the time of the last write is set back too.
    private void rewrite(boolean back) throws IOException {
        var file = findFile();
        if (file == null) return;
        var time = Files.getLastModifiedTime(file);
        Files.write(file, content((int) Files.size(file)));
        if (back) Files.setLastModifiedTime(file, time);
    }

    private void touch() throws IOException {
        var file = findFile();
        if (file == null) return;
        var time = random.nextBoolean()
                ? FileTime.fromMillis(random.nextLong(1_000_000_000_000L))
                : FileTime.from(Instant.parse("1969-12-31T23:59:58.5Z"));
        Files.setLastModifiedTime(file, time);
    }

    private void chmod() throws IOException {
        var path = random.nextBoolean() ? pickDirectory() : pickFile();
        if (path == null || Files.isSymbolicLink(path)) return;
        var modes = List.of("rwxr-x---", "rwx------", "rwxrwxrwx", "rwxr--r--");
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString(modes.get(random.nextInt(4))));
    }

    private void attribute() throws IOException {
        var file = findFile();
        if (file == null) return;
        var view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        var value = StandardCharsets.UTF_8.encode("v" + random.nextInt(100));
        view.write("note", value);
    }

    private void rename(@Nullable Path path) throws IOException {
        if (path == null || path.equals(root)) return;
        var to = fresh();
        if (!to.startsWith(path)) Files.move(path, to);
    }

    private void link() throws IOException {
        var file = findFile();
        if (file != null) Files.createLink(fresh(), file);
    }

    private void symlink() throws IOException {
        Files.createSymbolicLink(fresh(), Path.of("to", "x" + names));
    }

    /// A file becomes a directory of its name, or the other way round.
    private void swapKind() throws IOException {
        var path = random.nextBoolean() ? pickDirectory() : pickFile();
        if (path == null || path.equals(root)) return;
        boolean wasDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        delete(path);
        if (wasDirectory) {
            Files.write(path, content(size()));
        } else {
            Files.createDirectory(path);
            Files.write(path.resolve("in"), content(size()));
        }
    }

    private void delete(@Nullable Path path) throws IOException {
        if (path == null || path.equals(root)) return;
        try (var all = Files.walk(path)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }

    /// A regular file, null if there is none.
    private @Nullable Path findFile() throws IOException {
        var file = pickFile();
        return file == null || Files.isSymbolicLink(file) ? null : file;
    }

    private @Nullable Path pickFile() throws IOException {
        return pick(false);
    }

    private Path pickDirectory() throws IOException {
        var found = pick(true);
        return found == null ? root : found;
    }

    private @Nullable Path pick(boolean directory) throws IOException {
        var found = new ArrayList<Path>();
        try (var all = Files.walk(root)) {
            all.filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS) == directory)
                    .sorted()
                    .forEach(found::add);
        }
        if (directory) found.remove(root);
        return found.isEmpty() ? null : found.get(random.nextInt(found.size()));
    }
}
