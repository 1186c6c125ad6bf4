/// Which snapshots to keep, and the end of the others.
///
/// [KeepPolicy] decides, purely, from labels; [ForgetJob] gathers the labels, and removes
/// manifests when a [ForgetPlan] was agreed to. Works without keys, but for tags and names.
/// The time on a label is never more than that: a wrong clock keeps too much rather than too
/// little. What a forgotten snapshot consisted of is freed by `prune`.
@NullMarked
package dev.holdfast.forget;

import org.jspecify.annotations.NullMarked;
