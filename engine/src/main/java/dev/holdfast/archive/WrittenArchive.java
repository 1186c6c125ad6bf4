package dev.holdfast.archive;

/// What an archive became once all its chunks were handed on.
///
/// @param logEnd the first payload address that nothing has taken
public record WrittenArchive(StoredStream metadata, StoredStream checks, long logEnd) {}
