package dev.holdfast.repository;

/// How a run writes.
///
/// @param cores threads that identify and compress
/// @param connections threads that store
/// @param paranoid read every chunk of a pack back before it is stored, not only one
public record RunOptions(Compression compression, int cores, int connections, boolean paranoid) {}
