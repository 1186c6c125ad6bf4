package dev.holdfast.verify;

import dev.holdfast.catalog.CheckedPacks;

import java.time.Instant;
import java.time.InstantSource;

/// What earlier verifies of this place have read back, and what is added to it.
///
/// @param since what was read then or later counts as recent in the report
public record VerifyMemory(CheckedPacks packs, InstantSource clock, Instant since) {}
