package dev.holdfast.archive;

/// A content that was read into the payload log and waits for its caller's word: the file
/// may have changed while it was read.
///
/// @param size bytes that were read, whatever the file system said before
/// @param crc32c CRC-32C (RFC 3720, Castagnoli) of those bytes
public record Draft(long size, int crc32c) {}
