package dev.holdfast.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// How often one claim was put to the test. Under `-Ptrust` it leaves a line for
/// docs/trust-report.md when it is closed; a test that ends before [#passed] has failed.
/// Any thread may count.
public final class Tally implements AutoCloseable {

    private final String test;
    private final String invariants;
    private final String what;
    private final AtomicLong count = new AtomicLong();
    private boolean passed;

    private Tally(String test, String invariants, String what) {
        this.test = test;
        this.invariants = invariants;
        this.what = what;
    }

    /// `invariants` as `I1 I5`; `what` is counted, in the plural.
    public static Tally of(Class<?> test, String invariants, String what) {
        return new Tally(test.getSimpleName(), invariants, what);
    }

    public void add(long more) {
        count.addAndGet(more);
    }

    public void one() {
        count.incrementAndGet();
    }

    public long count() {
        return count.get();
    }

    /// Nothing was found wrong.
    public void passed() {
        passed = true;
    }

    @Override
    public void close() {
        System.err.printf("%s: %,d %s%s%n", test, count(), what, passed ? "" : ": FAILED");
        if (!Effort.isFull()) return;
        var line = new TrustLine(
                test,
                invariants,
                what + Effort.shownScale(),
                count(),
                passed ? 0 : 1,
                Seeds.seed(),
                Commit.TEXT);
        try {
            line.writeBelow(root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path root() {
        return Path.of(System.getProperty("holdfast.root", ".")).toAbsolutePath();
    }

    /// What is tested, once for each process.
    private static final class Commit {

        static final String TEXT = text();

        private static String text() {
            try {
                return Tool.run(root(), "git", "describe", "--always", "--dirty", "--exclude=*")
                        .get()
                        .strip();
            } catch (IOException | AssertionError e) {
                return "unknown";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "unknown";
            }
        }
    }
}
