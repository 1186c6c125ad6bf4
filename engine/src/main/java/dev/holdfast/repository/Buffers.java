package dev.holdfast.repository;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Large arrays that are used again. New ones the collector would have to clear, and to move
/// about while everything waits: a sixth of the time of a backup of incompressible files.
///
/// Any number of threads may use it. Who gives an array must not touch it afterwards.
final class Buffers {

    /// Shorter arrays are not worth keeping.
    private static final int KEPT_MIN = 64 << 10;

    /// New arrays have a multiple of this, so that they fit more often.
    private static final int STEP = 256 << 10;

    /// Bytes that are kept for nobody in particular, at most.
    private static final long KEPT_MAX = 48 << 20;

    private final List<byte[]> kept = new ArrayList<>();
    private long keptBytes;

    /// An array of at least `length` bytes, with anything in it.
    byte[] take(int length) {
        if (length < KEPT_MIN) return new byte[length];
        var found = findKept(length);
        if (found != null) return found;
        long steps = ((long) length + STEP - 1) / STEP;
        return new byte[(int) Math.min(steps * STEP, Integer.MAX_VALUE - 8)];
    }

    /// Takes an array back.
    synchronized void give(byte[] array) {
        if (array.length < KEPT_MIN || keptBytes + array.length > KEPT_MAX) return;
        kept.add(array);
        keptBytes += array.length;
    }

    /// The shortest that is long enough and not much too long.
    private synchronized byte @Nullable [] findKept(int length) {
        int best = -1;
        long bestLength = 2L * length + STEP;
        for (int i = 0; i < kept.size(); i++) {
            int there = kept.get(i).length;
            if (there < length || there >= bestLength) continue;
            best = i;
            bestLength = there;
        }
        if (best < 0) return null;
        var found = kept.get(best);
        kept.set(best, kept.getLast());
        kept.removeLast();
        keptBytes -= found.length;
        return found;
    }
}
