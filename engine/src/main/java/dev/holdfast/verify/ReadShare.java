package dev.holdfast.verify;

import dev.holdfast.format.Sha256;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How much of the packs is read back. Packs are named by digests, so every choice by name
/// is a fair sample.
public sealed interface ReadShare {

    /// Only that blobs are there, with the right sizes.
    record Nothing() implements ReadShare {}

    record Everything() implements ReadShare {}

    /// So many percent of the packs, more than 0 and at most 100.
    record Percent(double percent) implements ReadShare {

        public Percent {
            if (!(percent > 0 && percent <= 100)) {
                throw new IllegalArgumentException(percent + " percent");
            }
        }
    }

    /// Whole packs up to so many bytes, at least one.
    record Bytes(long bytes) implements ReadShare {

        public Bytes {
            if (bytes < 1) throw new IllegalArgumentException(bytes + " bytes");
        }
    }

    /// Part `part` of `parts`, counted from 1. All parts together are everything, however
    /// the repository grows meanwhile.
    record Part(int part, int parts) implements ReadShare {

        public Part {
            if (part < 1 || part > parts) {
                throw new IllegalArgumentException("part " + part + " of " + parts);
            }
        }
    }

    /// What can be chosen.
    interface Pack {

        Sha256 name();

        long size();

        /// In which turn it was read last; 0 if that was never, or nobody remembers.
        long turn();
    }

    /// Chooses, in the order in which to read: what was not read for the longest time comes
    /// first. Among those that were read in the same turn, `seed` decides, the same way each
    /// time; every new snapshot is another seed.
    default <P extends Pack> List<P> choose(List<P> packs, long seed) {
        return switch (this) {
            case Nothing _ -> List.of();
            case Everything _ -> ordered(packs, seed);
            case Percent(double percent) -> {
                var ordered = ordered(packs, seed);
                yield ordered.subList(0, (int) Math.ceil(ordered.size() * percent / 100));
            }
            case Bytes(long bytes) -> upTo(bytes, ordered(packs, seed));
            case Part(int part, int parts) ->
                ordered(packs, seed).stream()
                        .filter(pack -> Long.remainderUnsigned(pack.name().a(), parts) == part - 1)
                        .toList();
        };
    }

    private static <P extends Pack> List<P> upTo(long bytes, List<P> packs) {
        var chosen = new ArrayList<P>();
        long sum = 0;
        for (var pack : packs) {
            sum += pack.size();
            if (sum > bytes && !chosen.isEmpty()) break;
            chosen.add(pack);
        }
        return chosen;
    }

    private static <P extends Pack> List<P> ordered(List<P> packs, long seed) {
        var ordered = new ArrayList<>(packs);
        ordered.sort(Comparator.comparingLong(Pack::turn)
                .thenComparingLong(pack -> (pack.name().a() ^ seed) * 0x9e3779b97f4a7c15L)
                .thenComparing(Pack::name));
        return ordered;
    }
}
