/// Reading back: what of a repository is not as it was, and whom that touches.
///
/// The door is [VerifyJob]. What it finds are values, [Finding]s; an exception means that
/// the store could not be asked. It changes and repairs nothing there, and here it remembers,
/// if it is given a [VerifyMemory], which packs it has read.
@NullMarked
package dev.holdfast.verify;

import org.jspecify.annotations.NullMarked;
