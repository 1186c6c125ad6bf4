package dev.holdfast.app.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.util.Locale.ROOT;

import dev.holdfast.flow.Scope;
import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tally;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The kernel refuses the n-th call on a file of the store, the catalog, the temporary files
/// or the target of a restore, for every n: the program says so in a sentence and with the
/// right exit code, leaves nothing half-written, and succeeds the next time (I1, I2, I5).
final class FaultTest {

    private static final int LANES = 2;
    private static final int MINUTE = 60;
    private static final int USUAL_REFUSALS = 14;

    private final Random random = Seeds.random("FaultTest");
    private final AtomicInteger cases = new AtomicInteger();
    private final List<String> broken = Collections.synchronizedList(new ArrayList<>());
    private ScratchDirectory scratch;
    private RealProgram program;
    private LivingHome prepared;

    /// What fails, and how.
    private record Refusal(Verb verb, String call) {

        String errno(int number) {
            var errors = ERRORS.getOrDefault(call, List.of());
            return errors.get(number % errors.size());
        }
    }

    private enum Verb {
        BACKUP,
        PRUNE,
        COPY,
        RESTORE;

        String[] words(LivingHome home) {
            return switch (this) {
                case BACKUP -> new String[] {"backup", home.tree.toString()};
                case PRUNE -> new String[] {"prune"};
                case COPY -> new String[] {"copy", "--to", home.second.toString()};
                case RESTORE ->
                    new String[] {
                        "restore",
                        "latest:" + home.tree,
                        "--target",
                        target(home).toString()
                    };
            };
        }

        static Path target(LivingHome home) {
            return home.home.resolve("restored");
        }
    }

    /// How each call fails: call number n with the n-th of these, around and around.
    private static final Map<String, List<String>> ERRORS = Map.ofEntries(
            Map.entry("pwrite64", List.of("ENOSPC", "EIO", "EDQUOT")),
            Map.entry("write", List.of("ENOSPC", "EIO", "EDQUOT")),
            Map.entry("mkdirat", List.of("ENOSPC", "EDQUOT", "EROFS", "ENOMEM")),
            Map.entry("linkat", List.of("ENOSPC", "EIO", "EDQUOT", "EROFS")),
            Map.entry("ftruncate", List.of("ENOSPC", "EIO")),
            Map.entry("fallocate", List.of("ENOSPC", "EIO")),
            Map.entry("openat", List.of("EMFILE", "ENOSPC", "EROFS", "ENOMEM", "EIO")),
            Map.entry("fsync", List.of("EIO", "ENOSPC", "EDQUOT")),
            Map.entry("fdatasync", List.of("EIO", "ENOSPC")),
            Map.entry("syncfs", List.of("EIO")),
            Map.entry("pread64", List.of("EIO")),
            Map.entry("read", List.of("EIO", "ENOMEM")),
            Map.entry("getdents64", List.of("EIO", "ENOMEM")),
            Map.entry("statx", List.of("EIO", "ENOMEM")),
            Map.entry("unlink", List.of("EIO", "EROFS")),
            Map.entry("unlinkat", List.of("EIO", "EROFS")),
            Map.entry("mkdir", List.of("ENOSPC", "EDQUOT", "EROFS")),
            Map.entry("link", List.of("ENOSPC", "EIO", "EROFS")),
            Map.entry("symlinkat", List.of("ENOSPC", "EDQUOT", "EROFS")),
            Map.entry("fchmod", List.of("EIO", "EROFS")),
            Map.entry("fchownat", List.of("EIO", "EDQUOT", "EROFS")),
            Map.entry("utimensat", List.of("EIO", "EROFS")),
            Map.entry("newfstatat", List.of("EIO", "ENOMEM")),
            Map.entry("lseek", List.of("EIO")),
            Map.entry("mmap", List.of("ENOMEM")),
            Map.entry("fcntl", List.of("EIO", "ENOMEM")),
            Map.entry("flistxattr", List.of("EIO", "ENOMEM")),
            Map.entry("close", List.of("EIO", "ENOSPC", "EDQUOT")),
            Map.entry("rename", List.of("EIO", "ENOSPC", "EROFS")),
            Map.entry("renameat", List.of("EIO", "ENOSPC", "EROFS")));

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        scratch = ScratchDirectory.makeInMemory();
        program = RealProgram.prepare(scratch.path());
        prepared = LivingHome.make(scratch.path().resolve("prepared"), random);
        prepared.change();
        prepared.backUp();
        prepared.require("copy", "--to", prepared.second.toString());
        prepared.change();
        prepared.backUp();
        prepared.require("forget", "--keep-last", "2");
    }

    @AfterEach
    void close() throws IOException {
        scratch.close();
    }

    @Test
    void i1I2I5WhicheverCallFailsNothingIsHalfDoneAndTheNextRunSucceeds() throws Exception {
        assumeTrue(RealProgram.mayInject(), "SKIPPED: no strace that may make calls fail");
        var todo = new ArrayList<Refusal>();
        for (var verb : Verb.values()) {
            for (var call : ERRORS.keySet()) todo.add(new Refusal(verb, call));
        }
        Collections.shuffle(todo, random);
        var queue = new ConcurrentLinkedQueue<>(
                Effort.isFull() ? todo : todo.subList(0, USUAL_REFUSALS));
        try (var tally = Tally.of(FaultTest.class, "I1 I2 I5", "system calls that failed")) {
            Scope.computing(LANES, () -> {
                for (var next = queue.poll(); next != null; next = queue.poll())
                    refuse(next, tally);
            });
            assertEquals(List.of(), broken, "-Dseed=" + Seeds.seed());
            tally.passed();
        }
    }

    private void refuse(Refusal refusal, Tally tally) throws IOException, InterruptedException {
        List<Integer> numbers;
        try {
            numbers = numbers(refusal);
        } catch (AssertionError | IOException | RuntimeException e) {
            broken.add(refusal + ", before any call failed: " + e);
            return;
        }
        int stride = Effort.stride(numbers.size(), 3);
        for (int i = stride / 2; i < numbers.size(); i += stride) {
            // Threads take turns, so it may hit a call of Java's.
            if (refuseOne(refusal, numbers.get(i))) tally.one();
        }
    }

    /// Which calls of each thread have to do with files of this test: the others are Java's.
    private List<Integer> numbers(Refusal refusal) throws IOException, InterruptedException {
        var home = copy(refusal.verb());
        var trace = CallTrace.of(home.home.resolve("trace"));
        int code = end(home, refusal.verb(), trace.tracing(refusal.call()));
        assertEquals(0, code, program.errors(home.home));
        var numbers = List.copyOf(trace.numbersBelow(home.home));
        LivingHome.remove(home.home);
        return numbers;
    }

    private boolean refuseOne(Refusal refusal, int number)
            throws IOException, InterruptedException {
        var home = copy(refusal.verb());
        var trace = CallTrace.of(home.home.resolve("trace"));
        var before = home.snapshots();
        int code = end(
                home, refusal.verb(), trace.failing(refusal.call(), refusal.errno(number), number));
        var failed = trace.failed();
        boolean concerned = failed.stream().anyMatch(line -> line.contains(home.home.toString()));
        if (!concerned) {
            LivingHome.remove(home.home);
            return false;
        }
        // A number counts the calls of each thread. Java without a class of its own says anything.
        boolean javas = failed.stream().anyMatch(line -> !line.contains(home.home.toString()));
        var said = program.errors(home.home);
        try {
            if (!javas) requireTold(home, code);
            if (refusal.verb() == Verb.RESTORE) {
                requireRight(home, code);
            } else {
                home.requireSound();
                var after = home.snapshots();
                assertTrue(after.containsAll(before), "a snapshot is lost");
                boolean made = refusal.verb() == Verb.BACKUP && code == 0;
                assertTrue(!made || after.size() > before.size(), "exit code 0, and no snapshot");
                requireNoFalseSuccess(refusal, failed, home, code);
            }
            home.require(refusal.verb().words(home));
            LivingHome.remove(Verb.target(home));
            home.backUp();
            home.requireSound();
            home.requireTidy();
            home.requireRestores();
        } catch (AssertionError | IOException | RuntimeException e) {
            broken.add("%s, call %d: exit code %d, %s\n%s\n%s"
                    .formatted(refusal, number, code, said, String.join("\n", failed), e));
        }
        LivingHome.remove(home.home);
        return true;
    }

    /// What was not made durable was not stored.
    private static void requireNoFalseSuccess(
            Refusal refusal, List<String> failed, LivingHome home, int code) {
        if (!refusal.call().equals("fsync")) return;
        var store = home.home.resolve(".local/share/holdfast/repository/packs").toString();
        boolean lost = failed.stream().anyMatch(line -> line.contains(store));
        assertTrue(!lost || code != 0, "exit code 0 although an fsync in the store failed");
    }

    /// Whatever is at the target is right; all of it if the program said so.
    private static void requireRight(LivingHome home, int code) throws IOException {
        var target = Verb.target(home);
        var right = LivingHome.listing(home.tree);
        var found = Files.exists(target) ? LivingHome.listing(target) : Map.of();
        if (code == 0) assertEquals(right, found);
        for (var entry : found.entrySet()) {
            if (Files.isRegularFile(target.resolve(String.valueOf(entry.getKey())))) {
                assertEquals(right.get(entry.getKey()), entry.getValue(), "half a file");
            }
        }
    }

    /// A sentence, perhaps a hint, and a code that says what happened.
    private void requireTold(LivingHome home, int code) throws IOException {
        assertTrue(code == 0 || code == 1 || code == 3, "exit code " + code);
        var said = program.errors(home.home);
        assertTrue(code == 0 || !said.isBlank(), "it failed without a word");
        for (var line : said.lines().toList()) {
            boolean ours = !line.contains("\tat ")
                    && !line.contains("Exception")
                    && !line.contains("a bug in");
            assertTrue(ours && line.chars().allMatch(c -> c >= ' '), line);
        }
    }

    private int end(LivingHome home, Verb verb, List<String> prefix)
            throws IOException, InterruptedException {
        var process = program.start(home.home, prefix, verb.words(home));
        if (!process.waitFor(MINUTE, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(verb + " hangs: " + String.join(" ", prefix));
        }
        return process.exitValue();
    }

    private LivingHome copy(Verb verb) throws IOException {
        var home =
                LivingHome.copy(prepared, scratch.path().resolve("home" + cases.getAndIncrement()));
        if (verb == Verb.BACKUP) home.change();
        // The repository and its state know one place of the tree; what is restored is this.
        if (verb != Verb.BACKUP) home.backUp();
        return home;
    }

    @ParameterizedTest
    @EnumSource
    void i5WhateverTheHeapNothingIsHalfDoneAndTheNextRunSucceeds(Verb verb) throws Exception {
        int step = Effort.isFull() ? 1 : 12;
        var what = "runs of %s with too small a heap".formatted(verb.name().toLowerCase(ROOT));
        try (var tally = Tally.of(FaultTest.class, "I1 I2 I5", what)) {
            int worked = 0;
            int least = Effort.count(1, 2);
            for (int heap = leastHeap(); heap <= 72 && worked < least; heap += step) {
                if (endsWith(verb, heap)) worked++;
                tally.one();
            }
            assertTrue(worked > 0, "it never worked");
            tally.passed();
        }
    }

    /// Whether it got to its end.
    private boolean endsWith(Verb verb, int heap) throws IOException, InterruptedException {
        var home = copy(verb);
        int code = endWith(home, heap, verb.words(home));
        var said = program.errors(home.home);
        try {
            requireTold(home, code);
            if (verb == Verb.RESTORE) requireRight(home, code);
            home.requireSound();
            LivingHome.remove(Verb.target(home));
            home.require(verb.words(home));
            LivingHome.remove(Verb.target(home));
            home.backUp();
            home.requireTidy();
            home.requireRestores();
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError(
                    "%s with %d MiB: exit code %d, %s-Dseed=%d"
                            .formatted(verb, heap, code, said, Seeds.seed()),
                    e);
        }
        LivingHome.remove(home.home);
        return code == 0;
    }

    /// The smallest heap, in MiB, in which the program can say its version.
    private int leastHeap() throws IOException, InterruptedException {
        for (int heap = 3; heap < 60; heap++) {
            if (endWith(prepared, heap, "--version") == 0) return heap;
        }
        throw new AssertionError(
                "it does not start: " + Files.readString(prepared.home.resolve("stdout")));
    }

    private int endWith(LivingHome home, int heap, String... words)
            throws IOException, InterruptedException {
        // A cache that was made for a larger heap keeps the JVM from starting.
        var options = List.of("-Xmx" + heap + "m", "-Xms2m", "-XX:AOTMode=off");
        var process = program.startWith(home.home, options, words);
        assertTrue(process.waitFor(MINUTE, TimeUnit.SECONDS), "it hangs");
        return process.exitValue();
    }
}
