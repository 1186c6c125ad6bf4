package dev.holdfast.store;

import java.time.Duration;

/// A call failed and will be tried again after a pause.
///
/// @param call what was asked of the store: `put packs/3f/3f2a…`
/// @param failures how often it failed so far
public record Retry(String call, int failures, Duration pause, StoreUnavailableException cause) {}
