package dev.holdfast.tree;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Two trees side by side, each read once.
///
/// Every step of either tree comes up exactly once, alone or together with the other's of
/// the same path and sort. Where one has a directory and the other something else of the
/// same name, the right one comes first and both come alone. Memory: none that grows.
///
/// A side is moved only by the next call, so that what it points to stays valid meanwhile.
public final class Merge {

    /// Who has what comes next.
    public enum Side {
        LEFT,
        RIGHT,
        BOTH
    }

    private final Walk left;
    private final Walk right;
    private boolean leftMore = true;
    private boolean rightMore = true;
    private Side last = Side.BOTH;

    /// Open directories that only `last` has.
    private int alone;

    public Merge(Walk left, Walk right) {
        this.left = left;
        this.right = right;
    }

    /// Moves on: whose step it is, null at the end of both.
    public @Nullable Side next() throws IOException {
        if (last != Side.RIGHT) leftMore = leftMore && left.next();
        if (last != Side.LEFT) rightMore = rightMore && right.next();
        if (!leftMore && !rightMore) return null;
        last = choose();
        return last;
    }

    private Side choose() {
        if (!rightMore) return Side.LEFT;
        if (!leftMore) return Side.RIGHT;
        if (alone > 0) {
            switch (last == Side.LEFT ? left.step() : right.step()) {
                case ENTER -> alone++;
                case LEAVE -> alone--;
                case ITEM -> {}
            }
            return last;
        }
        int order = compare();
        if (order == 0) return Side.BOTH;
        var side = order < 0 ? Side.LEFT : Side.RIGHT;
        if ((order < 0 ? left : right).step() == Step.ENTER) alone = 1;
        return side;
    }

    /// The end of a directory comes behind every name in it.
    private int compare() {
        boolean leftEnds = left.step() == Step.LEAVE;
        boolean rightEnds = right.step() == Step.LEAVE;
        if (leftEnds || rightEnds) return Boolean.compare(leftEnds, rightEnds);
        int order = left.name().compareTo(right.name());
        return order == 0 && left.step() != right.step() ? 1 : order;
    }
}
