package dev.holdfast.app.bench;

import java.util.List;

/// What came out of one step in all rounds.
///
/// @param set name of the tree
/// @param mode how changes were found
/// @param step first, unchanged or changed
/// @param seconds of each round
/// @param processor seconds of each round
/// @param read bytes of content read in the last round
/// @param stored bytes stored in the last round
public record Measured(
        String set,
        String mode,
        String step,
        List<Double> seconds,
        List<Double> processor,
        long read,
        long stored) {

    public Measured {
        seconds = List.copyOf(seconds);
        processor = List.copyOf(processor);
    }

    static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
