package dev.holdfast.catalog;

import java.nio.file.Path;

/// A damaged catalog that was put out of the way; an empty one took its place. Nothing is
/// lost but time: the next backup reads and stores more than it would have had to.
///
/// @param file where the damaged one is now
/// @param cause what was wrong with it, one sentence
public record SetAside(Path file, String cause) {}
