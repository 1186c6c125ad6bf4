package dev.holdfast.repository;

import dev.holdfast.format.manifest.LineageId;

import java.time.Instant;

/// What the copy of a snapshot keeps of its original, and a backup finds out by itself.
///
/// @param lineage of the copies of the original's lineage
/// @param name what people call it; with a number behind it if this host has one of that name
/// @param finishedAt when the original was made
public record SnapshotOrigin(LineageId lineage, String name, Instant finishedAt) {}
