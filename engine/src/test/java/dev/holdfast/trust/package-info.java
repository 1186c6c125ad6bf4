/// What is done to Holdfast on purpose: bits are flipped, calls fail, decoders are fed noise.
///
/// Each test counts what it did in a [dev.holdfast.testkit.Tally], and under `-Ptrust` those
/// counts become docs/trust-report.md. Orders of operations are the subject of `model`.
@NullMarked
package dev.holdfast.trust;

import org.jspecify.annotations.NullMarked;
