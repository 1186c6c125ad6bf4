package dev.holdfast.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.Sha256;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

final class ReadShareTest {

    private record Pack(Sha256 name, long size, long turn) implements ReadShare.Pack {}

    @Test
    void allPartsTogetherAreEverythingOnce() {
        var packs = packs(1000);
        var seen = new ArrayList<Pack>();
        for (int part = 1; part <= 16; part++) {
            seen.addAll(new ReadShare.Part(part, 16).choose(packs, part));
        }
        assertEquals(packs.size(), seen.size());
        assertEquals(new HashSet<>(packs), new HashSet<>(seen));
    }

    @Test
    void aPercentageIsThatShareAndTheSameEachTime() {
        var packs = packs(1000);
        var share = new ReadShare.Percent(5);
        var chosen = share.choose(packs, 7);
        assertEquals(50, chosen.size());
        assertEquals(chosen, share.choose(packs.reversed(), 7));
        assertNotEquals(chosen, share.choose(packs, 8));
        assertEquals(1, new ReadShare.Percent(0.001).choose(packs, 7).size());
    }

    @Test
    void bytesAreNotExceededByMoreThanTheFirstPack() {
        var packs = packs(100);
        long bytes = new ReadShare.Bytes(5_000)
                .choose(packs, 1).stream().mapToLong(Pack::size).sum();
        assertTrue(bytes <= 5_000 && bytes > 3_000, bytes + " bytes");
        assertEquals(1, new ReadShare.Bytes(1).choose(packs, 1).size());
    }

    @Test
    void whatWasNotReadForTheLongestTimeComesFirst() {
        var packs = new ArrayList<Pack>();
        for (var pack : packs(100)) {
            packs.add(new Pack(pack.name(), pack.size(), Long.remainderUnsigned(pack.size(), 4)));
        }
        for (var share : List.of(
                new ReadShare.Everything(), new ReadShare.Percent(60), new ReadShare.Part(1, 2))) {
            var turns = share.choose(packs, 7).stream().map(Pack::turn).toList();
            assertEquals(turns.stream().sorted().toList(), turns, share.toString());
            assertEquals(0, turns.getFirst());
        }
        var few = new ReadShare.Bytes(20_000).choose(packs, 7);
        assertTrue(few.stream().allMatch(pack -> pack.turn() == 0), "25 packs were never read");
    }

    private static List<Pack> packs(int count) {
        var packs = new ArrayList<Pack>();
        for (int i = 0; i < count; i++) {
            packs.add(new Pack(Sha256.hash(new byte[] {(byte) i, (byte) (i >> 8)}), 1000 + i, 0));
        }
        return packs;
    }
}
