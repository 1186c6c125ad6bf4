package dev.holdfast.restore;

import static dev.holdfast.restore.ForgedArchive.CONTENT_ADDRESS;
import static dev.holdfast.restore.ForgedArchive.file;
import static dev.holdfast.restore.ForgedArchive.metadata;
import static dev.holdfast.restore.ForgedArchive.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/// Invariant I8: whatever an archive says and whatever lies in the target, a restore creates,
/// changes and removes nothing outside of it. What is outside is looked at by find(1), with
/// every time, before and after.
final class HostileRestoreTest {

    private static final String ALL = "%p %y %i %m %U %G %s %T@ %C@ %n %l\\n";

    /// Without what changes when a further name of a file goes away.
    private static final String CONTENTS = "%p %y %i %m %U %G %s %T@ %l\\n";

    private ScratchDirectory scratch;
    private TestRepository repository;
    private Path box;
    private Path outside;
    private Path target;

    @BeforeEach
    void open() throws IOException {
        scratch = ScratchDirectory.make();
        repository = new TestRepository(new MemoryStore(), scratch.path().resolve("state"));
        box = Files.createDirectory(scratch.path().resolve("box"));
        target = box.resolve("target");
        outside = Files.createDirectory(box.resolve("outside"));
        Files.createDirectory(outside.resolve("deeper"));
        Files.writeString(outside.resolve("precious"), "precious");
        Files.writeString(outside.resolve("deeper/file"), "file");
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
        scratch.close();
    }

    private Restores restores() {
        return new Restores(repository, scratch.path());
    }

    private String outside(String format) throws Exception {
        return Tool.run(
                        box,
                        "find",
                        ".",
                        "-mindepth",
                        "1",
                        "-path",
                        "./target",
                        "-prune",
                        "-o",
                        "-printf",
                        format)
                .get();
    }

    private void refused(ForgedArchive archive) throws Exception {
        archive.commit(repository);
        Files.createDirectories(target);
        var before = outside(ALL);
        for (var how : Overwrite.values()) {
            var restore = restores().overwrite(how).delete();
            var failure = assertThrows(CorruptDataException.class, () -> restore.run(target));
            var said = String.valueOf(failure.getMessage());
            assertTrue(said.chars().allMatch(c -> c >= ' '), "speaks to the terminal: " + said);
        }
        assertEquals(before, outside(ALL));
        try (var inside = Files.list(target)) {
            assertEquals(0, inside.count(), "something was written before it was refused");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "/", "../outside/new", "deeper/new", "a\0b", "./new", "a/"})
    void i8AFileWhoseNameLeadsElsewhereIsRefused(String evil) throws Exception {
        var held = "@".repeat(evil.length());
        refused(ForgedArchive.of(to -> file(to, held)).replace(held, evil));
    }

    @Test
    void i8AnAbsoluteNameIsRefused() throws Exception {
        var evil = outside.resolve("new").toString();
        var held = "@".repeat(evil.length());
        refused(ForgedArchive.of(to -> file(to, held)).replace(held, evil));
    }

    @Test
    void i8ADirectoryThatIsTheOneAboveIsRefused() throws Exception {
        refused(ForgedArchive.of(to -> {
                    to.directory(name("@@"), metadata(FileType.DIRECTORY));
                    file(to, "new");
                    to.endDirectory();
                })
                .replace("@@", ".."));
    }

    @Test
    void i8ASymbolicLinkThatIsADirectoryAsWellIsRefused() throws Exception {
        refused(ForgedArchive.of(to -> {
                    to.symlink(name("a"), metadata(FileType.SYMLINK), name(outside.toString()));
                    to.directory(name("b"), metadata(FileType.DIRECTORY));
                    file(to, "new");
                    to.endDirectory();
                })
                .replace("b", "a"));
    }

    @Test
    void i8NamesThatGoBackAreRefused() throws Exception {
        refused(ForgedArchive.of(to -> {
                    file(to, "b");
                    file(to, "c");
                })
                .replace("c", "a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../outside/precious", "/outside/precious", "link/precious", "./precious"})
    void i8AHardLinkToWhatIsOutsideIsRefused(String evil) throws Exception {
        var held = "@".repeat(evil.length());
        refused(ForgedArchive.of(to -> {
                    long first = file(to, "file");
                    to.symlink(name("link"), metadata(FileType.SYMLINK), name("../outside"));
                    to.hardlink(name("name"), name(held), first);
                })
                .replace(held, evil));
    }

    @Test
    void i8AHardLinkToADirectoryOrASymbolicLinkIsRefused() throws Exception {
        refused(ForgedArchive.of(to -> {
            long directory = to.directory(name("a"), metadata(FileType.DIRECTORY));
            to.endDirectory();
            to.hardlink(name("b"), name("a"), directory);
        }));
        refused(ForgedArchive.of(to -> {
            long link =
                    to.symlink(name("a"), metadata(FileType.SYMLINK), name("../outside/precious"));
            to.hardlink(name("b"), name("a"), link);
        }));
    }

    @Test
    void i8AHardLinkToAHardLinkOrToItselfIsRefused() throws Exception {
        refused(ForgedArchive.of(to -> {
            long first = file(to, "a");
            long second = to.hardlink(name("b"), name("a"), first);
            to.hardlink(name("c"), name("b"), second);
        }));
        refused(ForgedArchive.of(to -> {
                    long first = file(to, "a");
                    to.hardlink(name("b"), name("@"), first);
                })
                .replace("@", "b"));
    }

    @Test
    void i8ASymbolicLinkIsMadeAndNobodyGoesThroughIt() throws Exception {
        ForgedArchive.of(to -> {
                    file(to, "file");
                    to.symlink(name("link"), metadata(FileType.SYMLINK), name("../outside"));
                })
                .commit(repository);
        var before = outside(ALL);
        // The second run meets the links of the first.
        for (int i = 0; i < 2; i++) restores().delete().verify().run(target);
        assertEquals(before, outside(ALL));
        assertEquals(
                "../outside", Files.readSymbolicLink(target.resolve("link")).toString());
    }

    @ParameterizedTest
    @EnumSource
    void i8LinksInTheTargetAreNeverFollowed(Overwrite how) throws Exception {
        ForgedArchive.of(to -> {
                    to.directory(name("directory"), metadata(FileType.DIRECTORY));
                    file(to, "precious");
                    to.endDirectory();
                    file(to, "file");
                })
                .commit(repository);
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("directory"), outside);
        Files.createSymbolicLink(target.resolve("file"), outside.resolve("precious"));
        Files.createSymbolicLink(target.resolve("surplus"), outside);
        var before = outside(ALL);
        var restore = restores().overwrite(how).delete();
        var summary = restore.run(target);
        assertEquals(before, outside(ALL));
        assertFalse(Files.exists(target.resolve("surplus"), LinkOption.NOFOLLOW_LINKS));
        assertEquals(how.replaces(), !Files.isSymbolicLink(target.resolve("directory")));
        assertEquals(how.replaces() ? 2 : 0, Files.isSymbolicLink(target.resolve("file")) ? 0 : 2);
        assertEquals(how.replaces(), summary.isWhole());
    }

    @Test
    void i8AFileThatHasAnotherNameOutsideKeepsItsContentAndMetadataThere() throws Exception {
        ForgedArchive.of(to -> file(to, "file")).commit(repository);
        var shared = outside.resolve("shared");
        Files.write(shared, ForgedArchive.CONTENT);
        Files.setLastModifiedTime(
                shared,
                FileTime.from(Instant.ofEpochSecond(
                        ForgedArchive.TIME.seconds(), ForgedArchive.TIME.nanos())));
        Tool.run(box, "chmod", "0600", shared.toString()).get();
        for (var how : Overwrite.values()) {
            Tool.run(box, "rm", "-rf", target.toString()).get();
            Files.createDirectory(target);
            Files.createLink(target.resolve("file"), shared);
            var before = outside(CONTENTS);
            restores().overwrite(how).run(target);
            assertEquals(before, outside(CONTENTS), how.toString());
        }
    }

    @Test
    void i8ALinkOnTheWayBelowTheTargetEndsTheRestore() throws Exception {
        ForgedArchive.of(to -> file(to, "new")).commit(repository);
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("home"), outside);
        var before = outside(ALL);
        for (var below : new String[] {"home", "home/deeper", "home/other"}) {
            var failure = assertThrows(
                    IOException.class, () -> restores().below(below).run(target));
            assertEquals(
                    target + "/home: is in the way of the target and is no directory",
                    failure.getMessage());
        }
        assertEquals(before, outside(ALL));
    }

    @Test
    void i8ADirectoryThatBecomesALinkAfterThePlanIsNotFollowed() throws Exception {
        var manifest = ForgedArchive.of(to -> {
                    to.directory(name("directory"), metadata(FileType.DIRECTORY));
                    file(to, "precious");
                    to.endDirectory();
                })
                .commit(repository);
        Files.createDirectories(target.resolve("directory"));
        Files.writeString(target.resolve("directory/deeper"), "surplus");
        var request = restores().delete().request(target);
        try (var snapshot = repository.open(manifest, scratch.path());
                var job = RestoreJob.open(snapshot, request, new RestoreProgress(), _ -> {})) {
            job.plan();
            Tool.run(target, "rm", "-r", "directory").get();
            Files.createSymbolicLink(target.resolve("directory"), outside);
            var before = outside(ALL);
            try {
                job.run();
            } catch (IOException e) {
                assertTrue(
                        String.valueOf(e.getMessage()).startsWith("directory: "), e.getMessage());
            }
            assertEquals(before, outside(ALL));
        }
    }

    @Test
    void aContentThatIsNotItsOwnIsLeftOutAndTheRestIsRestored() throws Exception {
        long huge = 1L << 60;
        var regular = metadata(FileType.REGULAR);
        ForgedArchive.of(to -> {
                    to.reference(name("a hole"), regular, 1000, 10);
                    to.reference(name("huge"), regular, CONTENT_ADDRESS, huge);
                    to.reference(name("inside"), regular, CONTENT_ADDRESS + 2, 3);
                    to.reference(name("nowhere"), regular, huge, huge);
                    file(to, "right");
                    to.reference(name("shorter"), regular, CONTENT_ADDRESS, 3);
                    to.reference(name("zero"), regular, 1000, 0);
                })
                .commit(repository);
        var restore = restores();
        var summary = restore.run(target);
        assertEquals("content", Files.readString(target.resolve("right")));
        assertEquals(2, summary.files(), "the empty one needs no chunk");
        for (var wrong : new String[] {"a hole", "huge", "inside", "nowhere", "shorter", "zero"}) {
            assertEquals(wrong.equals("zero"), Files.exists(target.resolve(wrong)), wrong);
            assertTrue(
                    restore.notices.stream()
                            .anyMatch(n -> n.path().equals(name(wrong))
                                    && n.kind() == RestoreNotice.Kind.CONTENT),
                    wrong);
        }
    }

    @Test
    void aNameThatTheTargetCannotHaveIsToldAndTheRestIsRestored() throws Exception {
        var longest = "n".repeat(300);
        ForgedArchive.of(to -> {
                    file(to, "file");
                    file(to, longest);
                    to.directory(name(longest + "d"), metadata(FileType.DIRECTORY));
                    file(to, "inside");
                    to.endDirectory();
                })
                .commit(repository);
        var restore = restores();
        restore.run(target);
        assertEquals("content", Files.readString(target.resolve("file")));
        assertEquals(2, restore.notices.size(), restore.notices.toString());
        for (var notice : restore.notices) {
            assertEquals(RestoreNotice.Kind.MISSING, notice.kind());
        }
    }
}
