package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// What a person, or a program with `--json`, hears from a run.
///
/// Standard output has what was asked for, standard error everything else. Texts come in
/// complete and harmless: names through `ByteString` or `Printable`, one line a call. With
/// `--json` every line on either stream is one JSON value, which is made harmless here. May be
/// called from any thread.
public final class Terminal {

    /// With `--cron`, what is kept in case something goes wrong after all.
    private static final int KEPT_LINES_MAX = 1000;

    private final Surroundings surroundings;
    private final OutputOptions options;
    private final ConsoleOutput out;
    private final ConsoleOutput error;
    private final List<String> kept = new ArrayList<>();
    private @Nullable ProgressLine progress;

    public Terminal(Surroundings surroundings, GlobalOptions options) {
        this.surroundings = surroundings;
        this.options = options.output();
        this.out = new ConsoleOutput(surroundings.out());
        this.error = new ConsoleOutput(surroundings.error());
    }

    public boolean json() {
        return options.json();
    }

    public boolean verbose() {
        return options.verbose();
    }

    /// A line of what was asked for: an entry of a listing. Nothing with `--json`.
    public synchronized void line(String text) throws IOException {
        if (options.json()) return;
        clearProgress();
        out.print(text + "\n");
        if (surroundings.outIsTerminal()) out.flush();
    }

    /// A line of the account of what was done. Silent with `--quiet` and `--json`; with
    /// `--cron` it is held back until something is wrong.
    public synchronized void say(String text) throws IOException {
        if (options.json() || options.quiet()) return;
        if (options.cron()) {
            if (kept.size() < KEPT_LINES_MAX) kept.add(text);
            return;
        }
        clearProgress();
        account(text);
    }

    /// With `--json`, the one document that answers, or one line of a long answer.
    public synchronized void document(Json document) throws IOException {
        if (options.json()) out.print(Printable.ofJson(document.canonical()) + "\n");
    }

    /// With `--json`, something that happened on the way; its member `event` says what.
    /// That nobody listens is no reason to stop working.
    public synchronized void event(Json event) throws IOException {
        if (options.json()) account(Printable.ofJson(event.canonical()));
    }

    /// Something is not as it should be, and the run goes on.
    public synchronized void warn(String text) {
        complain("warning", text, null, null);
    }

    /// A decision and its cause, for `--verbose`.
    public synchronized void explain(String text) {
        if (!options.verbose()) return;
        if (options.json()) {
            complain(Json.object().with("event", Json.of("decision")).with("text", Json.of(text)));
        } else {
            clearProgress();
            printError("  " + text + "\n");
        }
    }

    /// Advice that belongs to what was just said.
    public synchronized void hint(String text) {
        if (options.json() || options.quiet() || options.cron()) return;
        clearProgress();
        printError("hint: " + text + "\n");
    }

    /// The bytes that were asked for: the content of a file, an archive.
    public OutputStream data() {
        return out;
    }

    /// Whether [#data] would fill a person's screen.
    public boolean dataIsShown() {
        return surroundings.outIsTerminal();
    }

    /// Starts the line that shows how far a run is; nothing is shown where nobody watches.
    public synchronized ProgressLine progress() {
        boolean shown = surroundings.errorIsTerminal()
                && !surroundings.variable("TERM").equals("dumb")
                && !options.json()
                && !options.quiet()
                && !options.cron();
        var line = new ProgressLine(this, shown, surroundings.columns());
        progress = line;
        return line;
    }

    /// Says why the run failed: one sentence, then what can be done about it.
    synchronized void fail(String text, @Nullable String hint, ExitCode code) {
        complain("error", text, hint, code);
    }

    /// A stack trace, for who asked for it with HOLDFAST_DEBUG.
    synchronized void trace(String text) {
        clearProgress();
        printError(text);
    }

    /// Ends the run: what was held back comes out if something was wrong.
    synchronized void finish(ExitCode code) throws IOException {
        clearProgress();
        if (code != ExitCode.OK) {
            for (var text : kept) account(text);
        }
        kept.clear();
        out.flush();
    }

    /// Draws a text over the line the cursor stands in.
    synchronized void draw(String text) {
        printError("\r\u001b[K" + text);
    }

    private void clearProgress() {
        if (progress != null && progress.takeDrawn()) draw("");
    }

    private void account(String text) throws IOException {
        try {
            out.print(text + "\n");
            out.flush();
        } catch (OutputClosedException e) {
            // The work is worth more than its account.
        }
    }

    private void complain(
            String event, String text, @Nullable String hint, @Nullable ExitCode code) {
        if (options.json()) {
            var line = Json.object().with("event", Json.of(event)).with("text", Json.of(text));
            if (hint != null) line = line.with("hint", Json.of(hint));
            if (code != null) line = line.with("exit_code", Json.of(code.number()));
            complain(line);
            return;
        }
        clearProgress();
        var kind = code == null ? event + ": " : "";
        printError(
                "holdfast: " + kind + text + "\n" + (hint != null ? "hint: " + hint + "\n" : ""));
    }

    private void complain(Json line) {
        printError(Printable.ofJson(line.canonical()) + "\n");
    }

    private void printError(String text) {
        try {
            error.print(text);
            error.flush();
        } catch (IOException e) {
            // There is nowhere left to say it; the exit code says it too.
        }
    }
}
