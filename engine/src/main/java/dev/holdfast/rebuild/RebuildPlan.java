package dev.holdfast.rebuild;

import dev.holdfast.catalog.CatalogSurvey;

import java.util.List;

/// What the repository can tell this host.
///
/// @param present what this host knows now
/// @param snapshots all snapshots of the repository that can be read
/// @param packs all packs of the repository that can be relied on
/// @param unlocked whether there was a key for metadata; without one the rest is 0
/// @param hostSnapshots snapshots of this host
/// @param lineages sources of this host
/// @param hostPacks packs that its snapshots need
/// @param tables how many of these have a table of contents that can be opened
/// @param references sources whose last snapshot this host has not kept
/// @param left what is not taken, and why
public record RebuildPlan(
        CatalogSurvey present,
        long snapshots,
        long packs,
        boolean unlocked,
        long hostSnapshots,
        long lineages,
        long hostPacks,
        long tables,
        long references,
        List<Left> left) {

    public RebuildPlan {
        left = List.copyOf(left);
    }

    /// Something that is not taken.
    ///
    /// @param what a blob or a snapshot
    /// @param why a sentence
    /// @param damage whether that is because it is damaged
    public record Left(String what, String why, boolean damage) {}
}
