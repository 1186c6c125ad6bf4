/// The real program, in processes of its own: killed at random times, and told by the kernel
/// that a call failed.
///
/// After each the same program, in this process, is the judge: `verify` is clean, the next run
/// succeeds, and what is restored is what was backed up.
@NullMarked
package dev.holdfast.app.trust;

import org.jspecify.annotations.NullMarked;
