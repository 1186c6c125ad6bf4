package dev.holdfast.format.pxar;

/// The order of items in a directory's table: a complete binary search tree without
/// pointers. The children of place `i` are at `2i+1` and `2i+2`; walking the tree from left
/// to right meets the hashes in ascending order.
final class TreeOrder {

    private TreeOrder() {}

    /// For each place in a table of `count` items, the rank of the item that stands there.
    static int[] ranks(int count) {
        var ranks = new int[count];
        int place = leftmost(0, count);
        for (int rank = 0; rank < count; rank++) {
            ranks[place] = rank;
            place = next(place, count);
        }
        return ranks;
    }

    /// The place of the next higher rank; 0 or less than 0 after the last.
    static int next(int place, int count) {
        if (2L * place + 2 < count) return leftmost(2 * place + 2, count);
        while (place > 0 && (place & 1) == 0) place = (place - 1) >> 1;
        return (place - 1) >> 1;
    }

    /// The place of rank 0 in the tree whose root is at `place`.
    static int leftmost(int place, int count) {
        while (2L * place + 1 < count) place = 2 * place + 1;
        return place;
    }
}
