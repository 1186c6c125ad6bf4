package dev.holdfast.format.pxar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class TreeOrderTest {

    @Test
    void smallTablesHaveTheOrderOfTheReferenceProgram() {
        int[][] orders = {
            {},
            {0},
            {1, 0},
            {1, 0, 2},
            {2, 1, 3, 0},
            {3, 1, 4, 0, 2},
            {3, 1, 5, 0, 2, 4},
            {3, 1, 5, 0, 2, 4, 6},
            {4, 2, 6, 1, 3, 5, 7, 0},
            {5, 3, 7, 1, 4, 6, 8, 0, 2},
            {6, 3, 8, 1, 5, 7, 9, 0, 2, 4}
        };
        for (int count = 0; count < orders.length; count++) {
            assertArrayEquals(orders[count], TreeOrder.ranks(count), "of " + count);
        }
    }

    @Test
    void everyRankHasOnePlaceAndASearchFindsIt() {
        for (int count = 1; count < 3_000; count += 1 + count / 50) {
            var ranks = TreeOrder.ranks(count);
            for (int rank = 0; rank < count; rank++) {
                int place = 0;
                while (ranks[place] != rank) place = 2 * place + (rank < ranks[place] ? 1 : 2);
                assertEquals(rank, ranks[place]);
            }
        }
    }
}
