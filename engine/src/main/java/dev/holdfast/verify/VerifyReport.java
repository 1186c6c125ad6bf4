package dev.holdfast.verify;

import org.jspecify.annotations.Nullable;

/// What a verify looked at, in numbers. What it found came as [Finding]s.
///
/// @param snapshots manifests that could be read
/// @param walkedSnapshots snapshots whose entries were all walked, with a key
/// @param tombstones writers that were shut out
/// @param packs packs that snapshots name, and packBytes their size
/// @param readPacks packs that were read back, and readBytes their size
/// @param checkedContents distinct contents of files that were held against their CRC-32C
/// @param unnamedPacks packs that no snapshot names: of running backups, of broken ones, and
///     of forgotten snapshots
/// @param damages findings that are damage
/// @param coverage what was read back from this host so far; null if nothing is remembered
/// @param unremembered why the next verify will not know what this one has read; null if it
///     will
public record VerifyReport(
        long snapshots,
        long walkedSnapshots,
        long tombstones,
        long packs,
        long packBytes,
        long readPacks,
        long readBytes,
        long checkedContents,
        long unnamedPacks,
        long unnamedBytes,
        long damages,
        @Nullable Coverage coverage,
        @Nullable String unremembered) {

    public boolean isClean() {
        return damages == 0;
    }
}
