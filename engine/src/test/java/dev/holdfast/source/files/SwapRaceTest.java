package dev.holdfast.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.source.SourceEntry;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/// Somebody exchanges files for others as fast as he can while a walk goes on. He must not
/// make it read what is elsewhere, wait forever, or fail.
class SwapRaceTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final ByteString SECRET = ByteString.utf8("secret");

    private ScratchDirectory scratch;
    private Path root;
    private Path stock;

    @BeforeEach
    void make() throws IOException {
        scratch = ScratchDirectory.make();
        root = Files.createDirectory(scratch.path().resolve("root"));
        stock = Files.createDirectory(scratch.path().resolve("stock"));
        var elsewhere = Files.createDirectory(scratch.path().resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("secret"), "secret");
    }

    @AfterEach
    void remove() throws IOException {
        scratch.close();
    }

    @Test
    void aSwappedFileIsNeverFollowedAndNeverWaitedFor() {
        var met = new EnumMap<FileType, Integer>(FileType.class);
        run(1500, entry -> {
            met.merge(entry.facts().type(), 1, Integer::sum);
            look(entry);
        });
        // How many kinds are met depends on who runs when; one alone would prove nothing.
        assertTrue(met.size() > 1, met.toString());
    }

    @Test
    void everySwapBetweenLookAndUseIsANoticeOrTheNewFile() {
        var random = Seeds.random("everySwapBetweenLookAndUseIsANoticeOrTheNewFile");
        assertTimeoutPreemptively(LONG, () -> {
            for (int round = 0; round < 200; round++) {
                put(random);
                var refused = new int[1];
                var walk = walk(round, entry -> {
                    if (entry.name().isEmpty() || entry.facts().type() == FileType.DIRECTORY)
                        return;
                    put(random);
                    if (look(entry) == 0) refused[0]++;
                });
                assertTrue(refused[0] <= walk.notices().size(), walk.toString());
            }
        });
    }

    private void run(int rounds, Walk.Visitor visitor) {
        var random = Seeds.random("swaps");
        var stop = new AtomicBoolean();
        assertTimeoutPreemptively(LONG, () -> {
            put(random);
            var swapper = Thread.ofPlatform().start(() -> {
                while (!stop.get()) put(random);
            });
            try {
                for (int i = 0; i < rounds; i++) walk(i, visitor);
            } finally {
                stop.set(true);
                swapper.join();
            }
        });
    }

    /// Every other walk runs ahead.
    private Walk walk(int round, Walk.Visitor visitor) throws IOException {
        return round % 2 == 0
                ? Walk.of(root, FileTreeOptions.ALL, visitor)
                : Walk.ahead(root, FileTreeOptions.ALL, visitor);
    }

    /// Looks at everything an entry has; 1 if it gave anything.
    private static int look(SourceEntry entry) throws IOException {
        assertFalse(entry.name().equals(SECRET), "a link to a directory was followed");
        return switch (entry.facts().type()) {
            case REGULAR -> {
                try (var content = entry.open()) {
                    if (content == null) yield 0;
                    assertEquals(FileType.REGULAR, content.metadata().type());
                    var bytes = ByteString.of(Walk.read(content));
                    assertEquals(ByteString.utf8("plain"), bytes);
                    yield 1;
                }
            }
            case SYMLINK -> {
                var metadata = entry.metadata();
                var target = entry.target();
                assertTrue(metadata == null || metadata.type() == FileType.SYMLINK);
                yield metadata != null && target != null ? 1 : 0;
            }
            default -> {
                var metadata = entry.metadata();
                assertTrue(metadata == null || metadata.type() == entry.facts().type());
                yield metadata == null ? 0 : 1;
            }
        };
    }

    /// Puts something of another kind where the walk will look.
    private void put(Random random) {
        try {
            var made = stock.resolve("new");
            switch (random.nextInt(6)) {
                case 0, 1 -> Files.writeString(made, "plain");
                case 2 -> Files.createSymbolicLink(made, Path.of("../elsewhere/secret"));
                case 3 -> Files.createSymbolicLink(made, Path.of("../elsewhere"));
                case 4 -> Files.createLink(made, fifo());
                default -> {
                    Files.createDirectory(made);
                    Files.writeString(made.resolve("inside"), "plain");
                }
            }
            var place = root.resolve("victim");
            if (isDirectory(made) || isDirectory(place)) clear(place);
            Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
            // The same FIFO twice: renaming one name of it over the other does nothing.
            Files.deleteIfExists(made);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path fifo() throws IOException {
        var fifo = scratch.path().resolve("fifo");
        try {
            if (!Files.exists(fifo)) Tool.run(stock, "mkfifo", fifo.toString()).get();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return fifo;
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static void clear(Path place) throws IOException {
        if (isDirectory(place)) Files.deleteIfExists(place.resolve("inside"));
        Files.deleteIfExists(place);
    }
}
