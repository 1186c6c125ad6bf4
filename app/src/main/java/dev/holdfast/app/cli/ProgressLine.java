package dev.holdfast.app.cli;

import java.time.Duration;
import java.util.Locale;

/// The one line that moves while a run goes on: what it does, a bar, rate and time to go.
///
/// Cheap to call for every file and chunk: it draws ten times a second at most. Where
/// nobody watches it does nothing at all. From one thread at a time.
public final class ProgressLine implements AutoCloseable {

    private static final long DRAW_NANOS = Duration.ofMillis(100).toNanos();

    /// The rate is that of about the last ten seconds.
    private static final double RATE_SECONDS = 10;

    private static final int BAR = 24;

    private final Terminal terminal;
    private final boolean shown;
    private final int columns;
    private final long started = System.nanoTime();
    private long drawnAt = started - DRAW_NANOS;
    private long countedAt = started;
    private long counted;
    private double rate;
    private boolean drawn;

    ProgressLine(Terminal terminal, boolean shown, int columns) {
        this.terminal = terminal;
        this.shown = shown;
        this.columns = columns;
    }

    /// Whether anybody watches.
    public boolean isShown() {
        return shown;
    }

    /// Whether it would draw now: ask before making a text for [#show].
    public boolean due() {
        return shown && System.nanoTime() - drawnAt >= DRAW_NANOS;
    }

    /// Shows `text`, and how many of `total` bytes are `done`; a `total` of 0 or less is not
    /// known, and then there is no bar.
    public void show(String text, long done, long total) {
        if (!due()) return;
        long now = System.nanoTime();
        drawnAt = now;
        measure(done, now);
        var line = line(text, done, total, rate);
        synchronized (terminal) {
            terminal.draw(fitting(line, columns - 1));
            drawn = true;
        }
    }

    @Override
    public void close() {
        synchronized (terminal) {
            if (takeDrawn()) terminal.draw("");
        }
    }

    /// Whether something stands there; from now on nothing does.
    boolean takeDrawn() {
        boolean was = drawn;
        drawn = false;
        return was;
    }

    private void measure(long done, long now) {
        double seconds = (now - countedAt) / 1e9;
        if (seconds <= 0) return;
        double latest = (done - counted) / seconds;
        double age = (now - started) / 1e9;
        double weight = Math.min(1, seconds / Math.min(RATE_SECONDS, age));
        rate += (latest - rate) * weight;
        counted = done;
        countedAt = now;
    }

    /// The whole line, as wide as it wants to be.
    static String line(String text, long done, long total, double rate) {
        var out = new StringBuilder("  ").append(text);
        if (total > 0) {
            double part = Math.clamp((double) done / total, 0, 1);
            out.append("   ").append(bar(part));
            out.append(String.format(Locale.ROOT, "  %d%%", (int) (100 * part)));
        }
        if (rate >= 1) {
            out.append("   ").append(Amounts.bytes((long) rate)).append("/s");
            if (total > 0) {
                long seconds = (long) Math.ceil(Math.max(0, total - done) / rate);
                out.append("   ETA ").append(Amounts.clock(seconds));
            }
        }
        return out.toString();
    }

    private static String bar(double part) {
        int halves = (int) (part * 2 * BAR);
        int full = halves / 2;
        var half = halves % 2 == 1 ? "╸" : "";
        return "━".repeat(full) + half + " ".repeat(BAR - full - half.length());
    }

    /// At most `width` characters, so that the line never wraps; a cut is marked.
    static String fitting(String line, int width) {
        int length = line.codePointCount(0, line.length());
        if (length <= width) return line;
        return line.substring(0, line.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
    }
}
