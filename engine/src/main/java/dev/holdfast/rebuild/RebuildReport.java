package dev.holdfast.rebuild;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/// What a rebuild has done.
///
/// @param setAside where the damaged catalog is now, null if there was none
/// @param dropped packs that this host knew and that are gone or lost
/// @param packs packs that were learnt of
/// @param indexed how many of them with their chunks
/// @param references how many were fetched
/// @param left what could not be read after all
public record RebuildReport(
        @Nullable Path setAside,
        long dropped,
        long packs,
        long indexed,
        long references,
        List<RebuildPlan.Left> left) {

    public RebuildReport {
        left = List.copyOf(left);
    }
}
