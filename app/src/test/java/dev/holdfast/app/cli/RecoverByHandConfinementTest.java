package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.format.ByteWriter;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Whatever the streams say, the second script of docs/manual/recover-by-hand.md writes
/// beneath its target and nowhere else. The streams here are not Holdfast's: it makes none
/// like these.
final class RecoverByHandConfinementTest {

    private static final long ENTRY = 0xd5956474e588acefL;
    private static final long FILENAME = 0x16701121063917b3L;
    private static final long PAYLOAD_REF = 0x419d3d6bc4ba977eL;
    private static final long SYMLINK = 0x27f971e7dbf5dc5fL;
    private static final long HARDLINK = 0x51269c8422bd7275L;
    private static final long GOODBYE = 0x2fec4fa642d5731dL;

    private static final int TABLE = 24;
    private static final int DIRECTORY = 0040700;
    private static final int REGULAR = 0100600;
    private static final int LINK = 0120777;

    @TempDir
    private Path directory;

    private final ByteWriter stream = new ByteWriter();
    private Path outside = Path.of("/");

    @BeforeEach
    void somethingOutside() throws IOException {
        assumeTrue(Tool.exists("/usr/bin/python3"), "no Python 3");
        outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createDirectory(directory.resolve("streams"));
        Files.writeString(directory.resolve("streams/payload"), "evil");
        Files.writeString(directory.resolve("streams/extents"), "32 4 0\n");
        RecoveryScripts.unpack(directory);
    }

    @Test
    void namesThatLeadElsewhereAreRefused() throws IOException, InterruptedException {
        for (var name : List.of("..", ".", "", "../evil", "a/b", "/evil", "evil\0")) {
            stream.clear();
            entry(DIRECTORY);
            file(name);
            end();
            end();
            assertEquals(1, run().exitCode(), name);
            assertNothingOutside();
        }
    }

    @Test
    void theDirectoryAboveIsNoDirectoryToEnter() throws IOException, InterruptedException {
        entry(DIRECTORY);
        name("..");
        entry(DIRECTORY);
        file("evil");
        end();
        end();
        assertEquals(1, run().exitCode());
        assertNothingOutside();
    }

    @Test
    void nothingIsMadeBeforeOrBehindTheRoot() throws IOException, InterruptedException {
        file("evil");
        entry(DIRECTORY);
        end();
        assertEquals(1, run().exitCode());
        assertNothingOutside();
        stream.clear();
        entry(DIRECTORY);
        end();
        file("evil");
        end();
        assertEquals(0, run().exitCode());
        assertNothingOutside();
    }

    @Test
    void aRootThatIsNoDirectoryIsRefused() throws IOException, InterruptedException {
        entry(LINK);
        item(SYMLINK, text("outside"));
        file("evil");
        end();
        assertEquals(1, run().exitCode());
        assertNothingOutside();
    }

    @Test
    void aHardLinkStaysInside() throws IOException, InterruptedException {
        for (var path : List.of("../outside/secret", "out/secret", "./../outside/secret", "")) {
            stream.clear();
            entry(DIRECTORY);
            name("out");
            entry(LINK);
            item(SYMLINK, text("../outside"));
            name("stolen");
            item(HARDLINK, new ByteWriter().u64(1).bytes(text(path)).toByteArray());
            end();
            var ended = run();
            assertEquals(3, ended.exitCode(), path);
            assertTrue(ended.errors().contains("/stolen'"), ended.errors());
            assertEquals(1, Files.getAttribute(outside.resolve("secret"), "unix:nlink"));
        }
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException, InterruptedException {
        entry(DIRECTORY);
        name("out");
        entry(LINK);
        item(SYMLINK, text("../outside/evil"));
        file("out");
        end();
        assertEquals(3, run().exitCode());
        assertNothingOutside();
        stream.clear();
        entry(DIRECTORY);
        name("out");
        entry(LINK);
        item(SYMLINK, text("../outside"));
        name("out");
        entry(DIRECTORY);
        file("evil");
        end();
        end();
        assertEquals(1, run().exitCode());
        assertNothingOutside();
    }

    @Test
    void aTargetThatExistsIsNotTouched() throws IOException, InterruptedException {
        entry(DIRECTORY);
        file("evil");
        end();
        Files.write(directory.resolve("streams/metadata"), stream.toByteArray());
        assertEquals(1, script("outside").exitCode());
        assertNothingOutside();
    }

    @Test
    void everyTruncationIsNoticed() throws IOException, InterruptedException {
        entry(DIRECTORY);
        file("a");
        name("b");
        entry(DIRECTORY);
        end();
        end();
        var whole = stream.toByteArray();
        int needed = whole.length - TABLE;
        for (int length = 0; length < needed; length += 7) {
            stream.clear();
            stream.bytes(Arrays.copyOf(whole, length));
            var ended = run();
            assertEquals(1, ended.exitCode(), length + " bytes: " + ended.errors());
            assertEquals(1, ended.errors().lines().count(), ended.errors());
        }
    }

    private Tool run() throws IOException, InterruptedException {
        Tool.run(directory, "rm", "-rf", "target").get();
        Files.write(directory.resolve("streams/metadata"), stream.toByteArray());
        return script("target");
    }

    private Tool script(String target) throws IOException, InterruptedException {
        return new RecoveryScripts(directory).python("streams", target);
    }

    private void assertNothingOutside() throws IOException, InterruptedException {
        var found =
                Tool.run(directory, "find", ".", "-name", "evil*", "-not", "-path", "./target/*");
        assertEquals("", found.get());
        assertEquals("secret", Files.readString(outside.resolve("secret")));
    }

    private void file(String name) {
        name(name);
        entry(REGULAR);
        item(PAYLOAD_REF, new ByteWriter().u64(16).u64(4).toByteArray());
    }

    private void name(String name) {
        item(FILENAME, text(name));
    }

    private void entry(int mode) {
        var content =
                new ByteWriter().u64(mode).u64(0).u32(0).u32(0).u64(0).u32(0).u32(0);
        item(ENTRY, content.toByteArray());
    }

    private void end() {
        item(GOODBYE, new byte[TABLE]);
    }

    private void item(long type, byte[] content) {
        stream.u64(type).u64(16L + content.length).bytes(content);
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }
}
