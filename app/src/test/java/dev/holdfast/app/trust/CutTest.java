package dev.holdfast.app.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.app.trust.Cuttable.Work;
import dev.holdfast.flow.Scope;
import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tally;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The real program is cut in front of each system call that changes a file of the repository,
/// the catalog, the reference or the temporary files, and in the middle of each write: no
/// snapshot is lost, `verify` is clean, and the same command succeeds (I1, I2, I3, I5).
///
/// This is what a store that accepts n puts cannot show: half a temporary file, a file that
/// is written and has no name yet, a transaction of the catalog that is half in its log.
final class CutTest {

    private static final int LANES = 2;
    private static final int MINUTE = 60;
    private static final int USUAL_CUTS = 24;

    private static final Set<String> WRITES = Set.of("write", "pwrite64");

    private static final List<String> CALLS = List.of(
            "write",
            "pwrite64",
            "ftruncate",
            "fallocate",
            "fsync",
            "fdatasync",
            "syncfs",
            "openat",
            "mkdir",
            "mkdirat",
            "link",
            "linkat",
            "rename",
            "renameat",
            "renameat2",
            "unlink",
            "unlinkat",
            "rmdir");

    private final Random random = Seeds.random("CutTest");
    private final AtomicInteger cases = new AtomicInteger();
    private final List<String> broken = Collections.synchronizedList(new ArrayList<>());
    private ScratchDirectory scratch;
    private RealProgram program;
    private Cuttable prepared;

    /// Where a command is cut.
    ///
    /// @param number of the call, counted for each thread
    /// @param torn whether half of the call, a write, is done
    private record Cut(Work work, String call, int number, boolean torn) {}

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        scratch = ScratchDirectory.makeInMemory();
        program = RealProgram.prepare(scratch.path());
        prepared = Cuttable.make(scratch.path().resolve("prepared"), random);
    }

    @AfterEach
    void close() throws IOException {
        scratch.close();
    }

    @Test
    void i1I2I3I5WhereverACommandIsCutNothingIsLostAndTheNextRunSucceeds() throws Exception {
        assumeTrue(RealProgram.mayInject(), "SKIPPED: no strace that may kill");
        var works = new ArrayList<>(List.of(Work.values()));
        Collections.shuffle(works, random);
        var chosen = Effort.isFull() ? works : works.subList(0, 3);
        try (var tally = Tally.of(CutTest.class, "I1 I2 I3 I5", "commands cut at a system call")) {
            for (var work : chosen) {
                var cuts = cuts(work);
                Collections.shuffle(cuts, random);
                int count = Effort.isFull()
                        ? cuts.size() / Effort.stride(cuts.size(), 1)
                        : Math.min(cuts.size(), USUAL_CUTS / chosen.size());
                cutEach(cuts.subList(0, count), tally);
            }
            assertEquals(List.of(), broken, "-Dseed=" + Seeds.seed());
            assertTrue(tally.count() > 0, "nothing was cut");
            tally.passed();
        }
    }

    private void cutEach(List<Cut> cuts, Tally tally) throws Exception {
        var queue = new ConcurrentLinkedQueue<>(cuts);
        Scope.computing(LANES, () -> {
            for (var next = queue.poll(); next != null; next = queue.poll()) {
                if (cut(next)) tally.one();
            }
        });
    }

    /// Every place where the command can be cut, as it runs without that. Calls on files of
    /// Java's are none.
    private List<Cut> cuts(Work work) throws IOException, InterruptedException {
        var home = copy(work);
        var trace = CallTrace.of(home.path().resolve("trace"));
        int code = end(home, work, trace.tracing(String.join(",", CALLS)));
        assertEquals(work.code(), code, program.errors(home.path()));
        var cuts = new ArrayList<Cut>();
        for (var calls : trace.changesBelow(home.path()).entrySet()) {
            var call = calls.getKey();
            for (int number : calls.getValue()) {
                cuts.add(new Cut(work, call, number, false));
                if (WRITES.contains(call)) cuts.add(new Cut(work, call, number, true));
            }
        }
        LivingHome.remove(home.path());
        return cuts;
    }

    /// Whether it was cut: threads take turns, so it may have been a call of Java's.
    private boolean cut(Cut cut) throws IOException, InterruptedException {
        var home = copy(cut.work());
        var trace = CallTrace.of(home.path().resolve("trace"));
        var before = home.snapshots();
        int code = end(home, cut.work(), trace.killing(cut.call(), cut.number()));
        var line = code < 128 ? null : trace.killed(cut.number());
        if (line == null) {
            LivingHome.remove(home.path());
            return false;
        }
        try {
            if (cut.torn()) TornWrite.of(line).applyHalf();
            home.requireGoesOn(cut.work(), before);
        } catch (AssertionError | IOException | RuntimeException e) {
            broken.add("%s: %s\n%s".formatted(cut, shortened(line), e));
        }
        LivingHome.remove(home.path());
        return true;
    }

    private static String shortened(String line) {
        return line.length() < 300 ? line : line.substring(0, 300) + "…";
    }

    private int end(Cuttable home, Work work, List<String> prefix)
            throws IOException, InterruptedException {
        var process = program.start(home.path(), prefix, home.words(work));
        if (!process.waitFor(MINUTE, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(work + " hangs: " + String.join(" ", prefix));
        }
        return process.exitValue();
    }

    private Cuttable copy(Work work) throws IOException {
        var path = scratch.path().resolve("home" + cases.getAndIncrement());
        return Cuttable.copy(prepared, path, work);
    }
}
