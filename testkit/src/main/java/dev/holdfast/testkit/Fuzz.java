package dev.holdfast.testkit;

import com.sun.management.ThreadMXBean;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Feeds a decoder with noise made of true inputs. It may answer, or refuse with one of the
/// exceptions that say so; anything else, much memory or much time is a failure, which shows
/// the input.
///
/// Beside the true inputs that a test brings, every file in
/// `src/test/resources/corpus/<name>` of its module is one; what a decoder once failed on
/// belongs there.
public final class Fuzz {

    /// What one input of a few KiB may take. Time is that of the processor.
    private static final long BYTES_MAX = 64 << 20;

    private static final long NANOSECONDS_MAX = 5_000_000_000L;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final List<byte[]> corpus;
    private final List<Class<? extends Exception>> refusals;

    private Fuzz(String name, List<byte[]> corpus, List<Class<? extends Exception>> refusals) {
        this.name = name;
        this.corpus = corpus;
        this.refusals = refusals;
    }

    /// A decoder of bytes.
    public interface Decoder {

        void decode(byte[] input) throws Exception;
    }

    /// `name` says what is decoded; `module` is the directory of the test's module.
    public static Fuzz of(String name, String module, byte[]... inputs) throws IOException {
        var corpus = new ArrayList<>(List.of(inputs));
        var kept = Tally.root()
                .resolve(module)
                .resolve("src/test/resources/corpus")
                .resolve(name);
        if (Files.isDirectory(kept)) {
            try (var files = Files.list(kept)) {
                for (var file : files.sorted().toList()) corpus.add(Files.readAllBytes(file));
            }
        }
        return new Fuzz(
                name, corpus, List.of(CorruptDataException.class, FormatTooNewException.class));
    }

    /// The same decoder, which may also refuse with `type`.
    public Fuzz orRefuses(Class<? extends Exception> type) {
        var more = new ArrayList<>(refusals);
        more.add(type);
        return new Fuzz(name, corpus, List.copyOf(more));
    }

    /// Decodes the corpus, then `usual` mutants of it, or `full` under `-Ptrust`.
    public void run(Class<?> test, int usual, int full, Decoder decoder) {
        int count = Effort.count(usual, full);
        var mutator = new Mutator(Seeds.random("fuzz " + name), corpus);
        try (var tally = Tally.of(test, "I8 I9", "inputs to the decoder of " + name)) {
            for (var input : corpus) decode(decoder, input);
            for (int i = 0; i < count; i++) {
                decode(decoder, mutator.next());
                tally.one();
            }
            tally.passed();
        }
    }

    private void decode(Decoder decoder, byte[] input) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long time = THREADS.getCurrentThreadCpuTime();
        try {
            decoder.decode(input.clone());
        } catch (Throwable failure) {
            if (refusals.stream().noneMatch(type -> type.isInstance(failure))) {
                throw failed("failed with " + failure, input, failure);
            }
            requireSentence(String.valueOf(failure.getMessage()), input, failure);
        }
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        time = THREADS.getCurrentThreadCpuTime() - time;
        if (bytes > BYTES_MAX) throw failed("took %,d bytes".formatted(bytes), input, null);
        if (time > NANOSECONDS_MAX) throw failed("took %,d ns".formatted(time), input, null);
    }

    private void requireSentence(String said, byte[] input, Throwable failure) {
        boolean harmless = said.chars().noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0));
        if (!harmless) throw failed("speaks to the terminal", input, failure);
    }

    private AssertionError failed(String what, byte[] input, @Nullable Throwable cause) {
        var shown = HexFormat.of().formatHex(input, 0, Math.min(input.length, 4096));
        return new AssertionError(
                "the decoder of %s %s, given %d bytes: %s"
                        .formatted(name, what, input.length, shown),
                cause);
    }
}
