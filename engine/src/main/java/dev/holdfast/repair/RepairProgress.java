package dev.holdfast.repair;

import dev.holdfast.verify.VerifyProgress;

import java.util.concurrent.atomic.AtomicLong;

/// How far a repair is; anybody may look at any time.
///
/// @param verify how far the search for damage is
/// @param indexed bytes of packs that were read to be indexed
public record RepairProgress(VerifyProgress verify, AtomicLong indexed) {

    public RepairProgress() {
        this(new VerifyProgress(), new AtomicLong());
    }
}
