package dev.holdfast.rebuild;

import java.nio.file.Path;

/// What is to be rebuilt.
///
/// @param host the name under which this host backs up: only its snapshots are taken
/// @param connections how many packs are asked for at a time
/// @param temporary a directory for plain databases, one at a time
public record RebuildRequest(String host, int connections, Path temporary) {}
