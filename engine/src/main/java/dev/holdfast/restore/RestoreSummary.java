package dev.holdfast.restore;

import java.util.EnumMap;
import java.util.Map;

/// What a restore has done.
///
/// @param planned what it set out to do
/// @param files regular files that were written
/// @param bytes their contents together
/// @param verifiedBytes bytes that were read again and were right
/// @param notices how many notices of each kind there were
public record RestoreSummary(
        RestoreEstimate planned,
        long files,
        long bytes,
        long verifiedBytes,
        Map<RestoreNotice.Kind, Long> notices) {

    public RestoreSummary {
        var counts = new EnumMap<RestoreNotice.Kind, Long>(RestoreNotice.Kind.class);
        counts.putAll(notices);
        notices = java.util.Collections.unmodifiableMap(counts);
    }

    /// Whether everything asked for is there as the snapshot has it.
    public boolean isWhole() {
        return notices.isEmpty();
    }
}
