package dev.holdfast.app.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What strace has written of one kind of system call.
final class CallTrace {

    private static final Pattern BEGINNING = Pattern.compile("(\\d+) +(\\w+)\\(.*");

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

    /// The numbers that any thread's calls on files below `place` have.
    SortedSet<Integer> numbersBelow(Path place) throws IOException {
        var counts = new HashMap<String, Integer>();
        var found = new TreeSet<Integer>();
        for (var line : lines()) {
            var call = BEGINNING.matcher(line);
            if (!call.matches()) continue;
            int number = counts.merge(call.group(1), 1, Integer::sum);
            if (line.contains(place.toString())) found.add(number);
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
