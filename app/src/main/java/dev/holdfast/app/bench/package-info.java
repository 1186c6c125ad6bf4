/// Measures Holdfast on this machine: how long a backup takes in each mode of change
/// detection.
///
/// The doors are [SampleData], which makes something to back up, [ChangeDetectionBench], which
/// backs it up again and again into repositories of its own, and [BenchReport], which shows
/// what came out. Not here: other programs; `bench/` in the sources runs them beside us.
@NullMarked
package dev.holdfast.app.bench;

import org.jspecify.annotations.NullMarked;
