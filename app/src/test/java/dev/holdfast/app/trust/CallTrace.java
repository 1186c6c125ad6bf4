package dev.holdfast.app.trust;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What strace has written of one kind of system call.
final class CallTrace {

    private static final Pattern BEGINNING = Pattern.compile("(\\d+) +(\\w+)\\(.*");

    /// No write is larger than the buffers that are written from.
    private static final int WRITE_MAX = 2 << 20;

    private final Path file;

    private CallTrace(Path file) {
        this.file = file;
    }

    static CallTrace of(Path file) {
        return new CallTrace(file);
    }

    /// The words in front of a command that trace `call`.
    List<String> tracing(String call) {
        return List.of(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-qq",
                "-y",
                "-s",
                "200",
                "-o",
                file.toString(),
                "-e",
                "signal=none",
                "-e",
                "trace=" + call);
    }

    /// The same, and every thread's call number `number`, from 1 on, fails with `errno`.
    List<String> failing(String call, String errno, int number) {
        var words = new java.util.ArrayList<>(tracing(call));
        words.add("-e");
        words.add("inject=%s:error=%s:when=%d".formatted(call, errno, number));
        return words;
    }

    /// The same, and the process is killed in front of any thread's call number `number`. What
    /// [#killed] says is in hexadecimal, and whole.
    List<String> killing(String call, int number) {
        var words = new java.util.ArrayList<>(tracing(call));
        // With it some versions of strace inject no signals.
        words.remove("--seccomp-bpf");
        words.addAll(List.of("-xx", "-s", Integer.toString(WRITE_MAX)));
        words.add("-e");
        words.add("inject=%s:signal=KILL:when=%d".formatted(call, number));
        return words;
    }

    /// The call in front of which the process was killed, null if it was none.
    @Nullable
    String killed(int number) throws IOException {
        var counts = new HashMap<String, Integer>();
        for (var line : lines()) {
            var call = BEGINNING.matcher(line);
            if (!call.matches()) continue;
            if (counts.merge(call.group(1), 1, Integer::sum) == number) return line;
        }
        return null;
    }

    /// The numbers that any thread's calls on files below `place` have.
    SortedSet<Integer> numbersBelow(Path place) throws IOException {
        var found = new TreeSet<Integer>();
        numbers(line -> line.contains(place.toString())).values().forEach(found::addAll);
        return found;
    }

    /// The calls on files below `place` that change something and are not what the program
    /// says: of each kind the numbers that any thread's have.
    SortedMap<String, SortedSet<Integer>> changesBelow(Path place) throws IOException {
        return numbers(line -> line.contains(place.toString())
                && !line.contains("/stdout>")
                && !line.contains("/stderr>")
                && (!line.contains(" openat(") || line.contains("O_CREAT")));
    }

    private SortedMap<String, SortedSet<Integer>> numbers(Predicate<String> wanted)
            throws IOException {
        var counts = new HashMap<String, Integer>();
        var found = new TreeMap<String, SortedSet<Integer>>();
        for (var line : lines()) {
            var call = BEGINNING.matcher(line);
            if (!call.matches()) continue;
            int number = counts.merge(call.group(1) + call.group(2), 1, Integer::sum);
            if (!wanted.test(line)) continue;
            found.computeIfAbsent(call.group(2), _ -> new TreeSet<>()).add(number);
        }
        return found;
    }

    /// The calls that were made to fail.
    List<String> failed() throws IOException {
        return lines().stream().filter(line -> line.contains("(INJECTED)")).toList();
    }

    private List<String> lines() throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    }
}
