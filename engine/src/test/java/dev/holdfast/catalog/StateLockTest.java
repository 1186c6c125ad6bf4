package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

class StateLockTest {

    @TempDir
    private Path temporary;

    @Test
    void theSameProcessCannotLockTwice() throws IOException {
        try (var lock = StateLock.acquire(temporary)) {
            assertEquals(temporary, lock.directory());
            var refusal =
                    assertThrows(StateInUseException.class, () -> StateLock.acquire(temporary));
            Refusals.assertSays(temporary.toString(), refusal);
        }
        StateLock.acquire(temporary).close();
    }

    @Test
    void anotherProcessHoldsItUntilItDies() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classes = Objects.requireNonNull(System.getProperty("java.class.path"));
        var holder = new ProcessBuilder(
                        List.of(java, "-cp", classes, Holder.class.getName(), temporary.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertEquals('!', holder.getInputStream().read());
            assertThrows(StateInUseException.class, () -> StateLock.acquire(temporary));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        StateLock.acquire(temporary).close();
    }

    /// Another process: locks, says so, and waits to be killed.
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            try (var lock = StateLock.acquire(Path.of(arguments[0]))) {
                System.out.write('!');
                System.out.flush();
                System.in.read();
                lock.directory();
            }
        }
    }
}
