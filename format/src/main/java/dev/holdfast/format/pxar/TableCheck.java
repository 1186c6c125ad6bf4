package dev.holdfast.format.pxar;

import static dev.holdfast.format.pxar.ItemInput.corrupt;

import dev.holdfast.format.CorruptDataException;

import java.io.IOException;
import java.util.BitSet;

/// Holds a directory's table against the children that were read before it: every item has
/// to be the one that a writer would have put at its place.
final class TableCheck {

    private final ItemInput in;
    private final ChildTable children;
    private final ArchiveForm form;
    private final long tablePosition;
    private final int[] order;

    /// Which places in `order` are taken; kept only where hashes are equal.
    private final BitSet taken = new BitSet();

    private TableCheck(ItemInput in, ChildTable children, ArchiveForm form) {
        this.in = in;
        this.children = children;
        this.form = form;
        this.tablePosition = in.position();
        this.order = children.byHash();
    }

    /// Takes a GOODBYE item. Its directory started at `entryPosition`; `ascending` says
    /// whether the names of the children did.
    static void take(
            ItemInput in,
            ChildTable children,
            ArchiveForm form,
            long entryPosition,
            boolean ascending)
            throws IOException {
        var check = new TableCheck(in, children, form);
        if (!ascending) check.refuseEqualHashes();
        check.items();
        check.tail(entryPosition);
    }

    /// Names out of order can repeat unseen, but not without repeating their hash.
    private void refuseEqualHashes() throws CorruptDataException {
        for (int rank = 1; rank < order.length; rank++) {
            if (isEqual(rank - 1, rank)) {
                throw corrupt(tablePosition, "ends a directory in which a name occurs twice");
            }
        }
    }

    private void items() throws IOException {
        long size = in.peek().fullSize();
        if (size != children.itemSize()) {
            throw corrupt(
                    tablePosition,
                    "is a directory table of %d bytes, %d were due"
                            .formatted(size, children.itemSize()));
        }
        in.takeHeader();
        for (int rank : TreeOrder.ranks(order.length)) {
            var item = in.tableItem();
            if (!accepts(item, rank)) {
                throw corrupt(
                        in.position() - TableItem.BYTES,
                        "the directory table does not" + " list the child that is due there");
            }
        }
    }

    private boolean accepts(TableItem item, int rank) {
        if (item.hash() != children.hash(order[rank])) return false;
        boolean alone = (rank == 0 || !isEqual(rank - 1, rank))
                && (rank == order.length - 1 || !isEqual(rank, rank + 1));
        if (alone) return matches(item, order[rank]);
        int first = rank;
        while (first > 0 && isEqual(first - 1, rank)) first--;
        for (int i = first; i < order.length && isEqual(i, rank); i++) {
            if (!taken.get(i) && matches(item, order[i])) {
                taken.set(i);
                return true;
            }
        }
        return false;
    }

    private boolean isEqual(int rank, int other) {
        return children.hash(order[rank]) == children.hash(order[other]);
    }

    private boolean matches(TableItem item, int child) {
        return item.offset() == tablePosition - children.position(child)
                && (item.size() == children.size(child)
                        || (form == ArchiveForm.V2
                                && item.size() == children.sizeWithContent(child)));
    }

    private void tail(long entryPosition) throws IOException {
        long position = in.position();
        var tail = in.tableItem();
        if (tail.hash() != ItemType.TABLE_TAIL_MARKER) {
            throw corrupt(position, "a directory table ends without its tail marker");
        }
        if (tail.offset() != tablePosition - entryPosition || tail.size() != children.itemSize()) {
            throw corrupt(position, "the tail of a directory table points elsewhere");
        }
    }
}
