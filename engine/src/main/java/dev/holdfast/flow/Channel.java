package dev.holdfast.flow;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

/// A queue between threads, bounded by how many things wait in it and by their weight.
///
/// Any number of threads may put and take; things come out in the order they went in. It
/// belongs to a [Scope]: once that fails, every call throws the scope's failure, on the
/// owner's thread too. [#end] never throws, so it is safe where another failure is under
/// way.
public final class Channel<T> implements Breakable {

    private final int countMax;
    private final long weightMax;
    private final ToLongFunction<? super T> weigher;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<T> waiting = new ArrayDeque<>();
    private long weight;
    private boolean ended;
    private @Nullable Throwable broken;

    private Channel(int countMax, long weightMax, ToLongFunction<? super T> weigher) {
        if (countMax < 1 || weightMax < 1) {
            throw new IllegalArgumentException(
                    "a channel of " + countMax + " things and weight " + weightMax);
        }
        this.countMax = countMax;
        this.weightMax = weightMax;
        this.weigher = weigher;
    }

    /// A channel in which at most `countMax` things wait.
    public static <T> Channel<T> in(Scope scope, int countMax) {
        return in(scope, countMax, Long.MAX_VALUE, _ -> 0);
    }

    /// A channel in which at most `countMax` things wait, of at most `weightMax` together,
    /// usually bytes. A thing heavier than that goes through alone.
    public static <T> Channel<T> in(
            Scope scope, int countMax, long weightMax, ToLongFunction<? super T> weigher) {
        var channel = new Channel<T>(countMax, weightMax, weigher);
        scope.breaks(channel);
        return channel;
    }

    /// Waits until there is room for `item`.
    public void put(T item) throws IOException, InterruptedException {
        long heavy = weigher.applyAsLong(item);
        lock.lockInterruptibly();
        try {
            while (broken == null && !ended && !hasRoom(heavy)) changed.await();
            if (broken != null) throw Failures.rethrown(broken);
            if (ended) throw new IllegalStateException("put into a channel that has ended");
            waiting.add(item);
            weight += heavy;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the next thing; null once the channel has ended and nothing is left.
    public @Nullable T take() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (isDry()) changed.await();
            if (broken != null) throw Failures.rethrown(broken);
            return poll();
        } finally {
            lock.unlock();
        }
    }

    /// The same for who cannot be interrupted now: an interrupt stays for later.
    ///
    /// @throws IOException also in place of an [InterruptedException] that ended the scope
    public @Nullable T takeUninterruptibly() throws IOException {
        lock.lock();
        try {
            while (isDry()) changed.awaitUninterruptibly();
            if (broken != null) throw Failures.rethrownWithoutInterrupt(broken);
            return poll();
        } finally {
            lock.unlock();
        }
    }

    /// Takes until the channel has ended and gives each thing to `use`.
    public void drain(Use<? super T> use) throws IOException, InterruptedException {
        for (var item = take(); item != null; item = take()) use.accept(item);
    }

    /// Says that nothing more will be put. Saying it again does no harm.
    public void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void breakOff(Throwable cause) {
        lock.lock();
        try {
            broken = cause;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isDry() {
        return broken == null && !ended && waiting.isEmpty();
    }

    private @Nullable T poll() {
        var item = waiting.poll();
        if (item == null) return null;
        weight -= weigher.applyAsLong(item);
        changed.signalAll();
        return item;
    }

    private boolean hasRoom(long heavy) {
        return waiting.isEmpty() || (waiting.size() < countMax && weight <= weightMax - heavy);
    }

    /// What is done with each thing that comes out of a channel.
    @FunctionalInterface
    public interface Use<T> {

        void accept(T item) throws IOException, InterruptedException;
    }
}
