package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;

/// Something that a backup could not take as it was, kept with the snapshot.
///
/// @param path from the source's root, bytes as they are
/// @param kind `skipped`, `vanished`, `changed-while-read`, `truncated`, `special`, or a
///     word that a later Holdfast has added
/// @param detail one sentence, for people
public record SnapshotNotice(ByteString path, String kind, String detail) {}
