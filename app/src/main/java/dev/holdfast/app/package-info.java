/// The program: where the process starts, and a page of `new` that puts the rooms together.
///
/// [Main] is what the launcher starts, `Wiring` makes every object once. Here, and only here,
/// environment, clock and standard streams are taken from the machine. No logic.
@NullMarked
package dev.holdfast.app;

import org.jspecify.annotations.NullMarked;
