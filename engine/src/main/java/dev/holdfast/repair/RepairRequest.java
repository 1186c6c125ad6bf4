package dev.holdfast.repair;

import dev.holdfast.verify.VerifyRequest;

/// What is to be repaired.
///
/// @param verify how damage is looked for
/// @param reindex whether packs that no snapshot names, or this host does not know, are read
///     and taken into its catalog
public record RepairRequest(VerifyRequest verify, boolean reindex) {}
