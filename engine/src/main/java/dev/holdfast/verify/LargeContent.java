package dev.holdfast.verify;

import dev.holdfast.format.Crc32cSum;

import java.util.List;

/// A content in chunks of its own, perhaps of several packs, and the CRC-32C that a snapshot
/// has recorded for it.
record LargeContent(List<Run> runs, int crc32c) {

    /// Neighbouring chunks of one pack.
    record Run(NamedPack pack, int first, int count) {}

    LargeContent {
        runs = List.copyOf(runs);
    }

    /// Whether all of it was read, and has another CRC-32C.
    boolean isWrong() {
        int sum = 0;
        for (var run : runs) {
            var crcs = run.pack.chunkCrcs;
            var row = run.pack.row;
            if (crcs == null || row == null || run.pack.hasLost(run.first, run.count)) return false;
            for (int i = run.first; i < run.first + run.count; i++) {
                sum = Crc32cSum.join(sum, crcs[i], row.lengths().length(i));
            }
        }
        return sum != crc32c;
    }
}
