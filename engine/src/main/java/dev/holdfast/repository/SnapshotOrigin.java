package dev.holdfast.repository;

import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.Manifest;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// What the copy of a snapshot keeps of its original, and a backup finds out by itself.
///
/// @param lineage of the copies of the original's lineage
/// @param name what people call it; with a number behind it if this host has one of that name
/// @param finishedAt when the original was made
/// @param previous the copy of the one that the original had seen; null if that is not known,
///     and then it is the last one in the lineage that was made before
public record SnapshotOrigin(
        LineageId lineage, String name, Instant finishedAt, Manifest.@Nullable Previous previous) {}
