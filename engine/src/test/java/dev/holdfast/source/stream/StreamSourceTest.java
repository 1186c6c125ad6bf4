package dev.holdfast.source.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.source.Content;
import dev.holdfast.source.Notice;
import dev.holdfast.source.SourceEntry;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.sys.Unistd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

final class StreamSourceTest {

    private static final Instant NOW = Instant.parse("2026-11-21T09:30:00.000000007Z");

    private final List<Notice> notices = new ArrayList<>();

    @Test
    void aStreamIsOneFileThatItsOwnerAloneMayRead() throws IOException {
        var entry = entry(() -> new ByteArrayInputStream(new byte[0]));
        assertEquals(ByteString.utf8("dump"), entry.path());
        assertEquals(FileType.REGULAR, entry.facts().type());
        assertEquals(0600, entry.facts().mode() & 07777);
        assertEquals(Unistd.effectiveUser(), entry.facts().uid());
        assertEquals(NOW.getEpochSecond(), entry.facts().mtime().seconds());
        assertEquals(7, entry.facts().mtime().nanos());
        var metadata = Objects.requireNonNull(entry.metadata());
        assertEquals(entry.facts().mode(), metadata.mode());
    }

    @Test
    void whatComesIsTheContentAndComesOnce() throws IOException {
        var bytes = "a\0b\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        var entry = entry(() -> new ByteArrayInputStream(bytes));
        try (var content = open(entry)) {
            assertArrayEquals(bytes, read(content));
            assertNull(content.findChange());
        }
        assertThrows(IllegalStateException.class, entry::open);
        assertEquals(List.of(), notices);
    }

    @Test
    void anEmptyStreamIsKeptAndTold() throws IOException {
        try (var content = open(entry(() -> new ByteArrayInputStream(new byte[0])))) {
            assertEquals(0, read(content).length);
        }
        assertEquals(1, notices.size());
        assertEquals(Notice.Kind.SPECIAL, notices.getFirst().kind());
    }

    @Test
    void whatACommandPrintsIsTheContent() throws IOException {
        try (var content = open(entry(() -> ShellCommand.start("printf 'a b'; printf c")))) {
            assertEquals("a bc", new String(read(content), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aCommandThatFailsIsNeverReadToItsEnd() throws IOException {
        for (var end : List.of("exit 1", "exit 255", "kill -9 $$", "no-such-program 2>&-")) {
            try (var content = open(entry(() -> ShellCommand.start("printf half; " + end)))) {
                var refused = assertThrows(CommandFailedException.class, () -> read(content), end);
                assertTrue(String.valueOf(refused.getMessage()).contains("exit code"), end);
            }
        }
    }

    @Test
    @Timeout(30)
    void aCommandThatIsGivenUpEndsWithAllItStarted() throws Exception {
        var command = ShellCommand.start("printf x; sleep 1000 | sleep 1000; true");
        assertEquals('x', command.read());
        var started = ProcessHandle.current()
                .descendants()
                .filter(p -> p.info().commandLine().orElse("").contains("sleep 1000"))
                .toList();
        assertFalse(started.isEmpty());
        command.close();
        for (var process : started) {
            var _ = process.onExit().get();
        }
    }

    private SourceEntry entry(StreamSource.Opening opening) throws IOException {
        var cursor = StreamSource.of(ByteString.utf8("dump"), NOW, opening).open(notices::add);
        assertInstanceOf(SourceEvent.Enter.class, cursor.next());
        var item = assertInstanceOf(SourceEvent.Item.class, cursor.next());
        assertInstanceOf(SourceEvent.Leave.class, cursor.next());
        assertNull(cursor.next());
        return item.entry();
    }

    private static Content open(SourceEntry entry) throws IOException {
        return Objects.requireNonNull(entry.open());
    }

    private static byte[] read(Content content) throws IOException {
        var all = new ByteArrayOutputStream();
        var buffer = new byte[777];
        for (int n; (n = content.read(buffer, 0, buffer.length)) > 0; ) all.write(buffer, 0, n);
        return all.toByteArray();
    }
}
