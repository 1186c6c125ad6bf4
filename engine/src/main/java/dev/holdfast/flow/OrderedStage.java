package dev.holdfast.flow;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

/// A step of a pipeline that computes on several cores and keeps the order: what was
/// submitted first is taken first.
///
/// What is under way, from [#submit] to [#take], is bounded by count and by the weight of
/// the inputs, so a slow taker holds the submitter back. One thread submits and one takes;
/// they may not be the same, or it could wait for itself. The workers are platform threads
/// of the scope, end after [#end], and their failure is the scope's: submit and take then
/// throw it.
public final class OrderedStage<I, O> implements Breakable {

    private final int countMax;
    private final long weightMax;
    private final ToLongFunction<? super I> weigher;
    private final Work<? super I, ? extends O> work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomMade = lock.newCondition();
    private final Condition workCame = lock.newCondition();
    private final Condition headDone = lock.newCondition();
    private final ArrayDeque<Slot<I, O>> ordered = new ArrayDeque<>();
    private final ArrayDeque<Slot<I, O>> undone = new ArrayDeque<>();
    private long weight;
    private boolean ended;
    private @Nullable Throwable broken;

    private OrderedStage(
            int countMax,
            long weightMax,
            ToLongFunction<? super I> weigher,
            Work<? super I, ? extends O> work) {
        if (countMax < 1 || weightMax < 1) {
            throw new IllegalArgumentException(
                    "a stage of " + countMax + " things and weight " + weightMax);
        }
        this.countMax = countMax;
        this.weightMax = weightMax;
        this.weigher = weigher;
        this.work = work;
    }

    /// Starts `workers` threads in `scope` that do `work`. At most `countMax` inputs are
    /// under way, of at most `weightMax` together, usually bytes; a heavier one goes
    /// through alone.
    public static <I, O> OrderedStage<I, O> open(
            Scope scope,
            String name,
            int workers,
            int countMax,
            long weightMax,
            ToLongFunction<? super I> weigher,
            Work<? super I, ? extends O> work) {
        var stage = new OrderedStage<I, O>(countMax, weightMax, weigher, work);
        scope.breaks(stage);
        for (int i = 0; i < workers; i++) scope.fork(name + " " + i, stage::run);
        return stage;
    }

    /// Waits until there is room for `input`.
    public void submit(I input) throws IOException, InterruptedException {
        long heavy = weigher.applyAsLong(input);
        lock.lockInterruptibly();
        try {
            while (broken == null && !ended && !hasRoom(heavy)) roomMade.await();
            if (broken != null) throw Failures.rethrown(broken);
            if (ended) throw new IllegalStateException("submit to a stage that has ended");
            var slot = new Slot<I, O>(input, heavy);
            ordered.add(slot);
            undone.add(slot);
            weight += heavy;
            workCame.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the result of the next input in order; null once the stage has ended and
    /// every result was taken.
    public @Nullable O take() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (broken == null && !(ended && ordered.isEmpty()) && !isHeadDone()) {
                headDone.await();
            }
            if (broken != null) throw Failures.rethrown(broken);
            var slot = ordered.poll();
            if (slot == null) return null;
            weight -= slot.weight;
            roomMade.signal();
            return slot.result;
        } finally {
            lock.unlock();
        }
    }

    /// Takes until the stage has ended and gives each result to `use`.
    public void drain(Channel.Use<? super O> use) throws IOException, InterruptedException {
        for (var result = take(); result != null; result = take()) use.accept(result);
    }

    /// Says that nothing more will be submitted. Never throws; saying it again does no harm.
    public void end() {
        lock.lock();
        try {
            ended = true;
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void breakOff(Throwable cause) {
        lock.lock();
        try {
            broken = cause;
            ordered.clear();
            undone.clear();
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() throws IOException, InterruptedException {
        for (var slot = nextUndone(); slot != null; slot = nextUndone()) {
            var result = work.apply(slot.takeInput());
            lock.lock();
            try {
                slot.result = result;
                if (slot == ordered.peek()) headDone.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private @Nullable Slot<I, O> nextUndone() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (broken == null && !ended && undone.isEmpty()) workCame.await();
            if (broken != null) throw Failures.rethrown(broken);
            return undone.poll();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(long heavy) {
        return ordered.isEmpty() || (ordered.size() < countMax && weight <= weightMax - heavy);
    }

    private boolean isHeadDone() {
        var head = ordered.peek();
        return head != null && head.result != null;
    }

    private void wakeAll() {
        roomMade.signalAll();
        workCame.signalAll();
        headDone.signalAll();
    }

    /// What a worker makes of one input; the result is never null.
    @FunctionalInterface
    public interface Work<I, O> {

        O apply(I input) throws IOException, InterruptedException;
    }

    /// One input under way, and its result once there is one.
    private static final class Slot<I, O> {

        private @Nullable I input;
        private final long weight;
        private @Nullable O result;

        Slot(I input, long weight) {
            this.input = input;
            this.weight = weight;
        }

        /// Hands the input out and lets go of it, so that it dies with the work.
        I takeInput() {
            var taken = input;
            if (taken == null) throw new IllegalStateException("an input was taken twice");
            input = null;
            return taken;
        }
    }
}
