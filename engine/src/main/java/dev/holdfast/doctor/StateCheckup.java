package dev.holdfast.doctor;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.StateFiles;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.WriterId;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Looks at what this host keeps of one repository: the catalog, who may read it, what dead
/// runs have left, and whether there is room.
public final class StateCheckup {

    /// Less is no room for a catalog's next version, nor for a plain database.
    private static final long ROOM = 1L << 30;

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Path directory;
    private final List<Remark> remarks = new ArrayList<>();
    private final Set<WriterId> unfinished = new HashSet<>();

    private StateCheckup(Path directory) {
        this.directory = directory;
    }

    /// Looks at the state directory of a repository.
    public static StateCheckup of(Path directory) throws IOException {
        var checkup = new StateCheckup(directory);
        checkup.checkCatalog();
        checkup.checkSetAside();
        checkup.remarks.addAll(privacy("state", directory));
        return checkup;
    }

    public List<Remark> remarks() {
        return List.copyOf(remarks);
    }

    /// The runs of this host that have not ended, or died.
    public Set<WriterId> unfinished() {
        return Set.copyOf(unfinished);
    }

    private void checkCatalog() throws IOException {
        if (!Files.exists(directory.resolve("catalog.db"))) {
            remarks.add(Remark.note(
                    "catalog", "this host has made no backup to this repository yet", null));
            return;
        }
        var reading =
                "nothing is lost: the next backup begins a new one, and reads everything once";
        try (var catalog = Catalog.open(directory)) {
            var aside = catalog.setAside();
            if (aside != null) {
                remarks.add(Remark.attention("catalog", "was damaged: " + aside.cause(), reading));
                return;
            }
            catalog.check();
            for (var run : catalog.history().unfinishedRuns()) unfinished.add(run.writer());
            remarks.add(Remark.fine(
                    "catalog",
                    "is whole, and knows %,d snapshots of this host"
                            .formatted(catalog.history().snapshots().size())));
        } catch (CorruptDataException e) {
            remarks.add(Remark.attention("catalog", RepositoryCheckup.textOf(e), reading));
        } catch (FormatTooNewException e) {
            remarks.add(Remark.attention(
                    "catalog", RepositoryCheckup.textOf(e), "use the newest Holdfast"));
        }
    }

    private void checkSetAside() {
        var aside = directory.resolve("catalog.db.damaged");
        if (!Files.exists(aside)) return;
        remarks.add(Remark.note(
                "catalog",
                "a damaged one was set aside earlier: " + shown(aside),
                "look at the disk's health, and delete the file when nobody wants to see it"));
    }

    /// Plain databases, with the names of all files, that runs have left which died. `state`
    /// is the directory of all repositories.
    public static List<Remark> leftovers(Path state) throws IOException {
        var directory = state.resolve("tmp");
        long count = StateFiles.list(directory).stream()
                .filter(file -> file.getFileName().toString().startsWith("holdfast-"))
                .count();
        if (count == 0) return List.of();
        return List.of(Remark.note(
                "state",
                "%,d unencrypted files of runs that run or died lie in %s"
                        .formatted(count, shown(directory)),
                "delete them when no other Holdfast runs"));
    }

    /// Whether others than its owner can get at a file or directory that has secrets.
    public static List<Remark> privacy(String topic, Path path) throws IOException {
        try {
            var permissions = Files.getPosixFilePermissions(path);
            if (permissions.stream().noneMatch(OTHERS::contains)) return List.of();
            return List.of(Remark.attention(
                    topic,
                    "others than its owner can get at " + shown(path),
                    "run `chmod go-rwx %s`".formatted(shown(path))));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /// Whether there is room where `path` is; `what` is kept there.
    public static Remark room(String what, Path path) throws IOException {
        long left = Files.getFileStore(path).getUsableSpace();
        var text = "%,d MiB are free for %s in %s".formatted(left >> 20, what, shown(path));
        return left >= ROOM
                ? Remark.fine("room", text)
                : Remark.attention("room", text, "make room there, or move it");
    }

    private static String shown(Path path) {
        return Printable.of(path.toString());
    }
}
