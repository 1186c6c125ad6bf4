package dev.holdfast.verify;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// How much of what snapshots need this host has read back, in this verify or an earlier one.
///
/// @param recent good packs that were read since the moment that was asked for
/// @param recentlyOpened those of them that were decrypted too
/// @param never packs that were never read back, or were not good when they were
/// @param oldest when the pack was read that was read longest ago; null if none ever was
public record Coverage(
        Amount recent,
        Amount recentlyOpened,
        Amount never,
        @Nullable Instant oldest) {

    /// A number of packs, and their stored bytes.
    public record Amount(long packs, long bytes) {

        static final Amount NONE = new Amount(0, 0);

        Amount plus(NamedPack pack) {
            return new Amount(packs + 1, bytes + pack.size);
        }
    }

    static Coverage of(Iterable<NamedPack> packs, VerifyMemory memory) {
        var recent = Amount.NONE;
        var recentlyOpened = Amount.NONE;
        var never = Amount.NONE;
        Instant oldest = null;
        for (var pack : packs) {
            var known = memory.packs().find(pack.name);
            if (known == null) {
                never = never.plus(pack);
                continue;
            }
            var read = known.read().moment();
            if (oldest == null || read.isBefore(oldest)) oldest = read;
            if (!read.isBefore(memory.since())) recent = recent.plus(pack);
            var opened = known.opened();
            if (opened != null && !opened.moment().isBefore(memory.since())) {
                recentlyOpened = recentlyOpened.plus(pack);
            }
        }
        return new Coverage(recent, recentlyOpened, never, oldest);
    }
}
