package dev.holdfast.verify;

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
        long damages) {

    public boolean isClean() {
        return damages == 0;
    }
}
