package dev.holdfast.verify;

import java.nio.file.Path;

/// What is to be verified.
///
/// @param read which of the packs are read back
/// @param workers how many packs are read at a time
/// @param temporary a directory for plain databases, one at a time
public record VerifyRequest(ReadShare read, int workers, Path temporary) {}
