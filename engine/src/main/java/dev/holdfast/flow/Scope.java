package dev.holdfast.flow;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A lifetime for threads: none that was forked in a scope outlives its [#close].
///
/// The first failure wins. It interrupts every other thread of the scope and breaks its
/// channels and stages, so that also the scope's owner, who may wait in one of them, gets
/// that failure. The shape is that of `StructuredTaskScope`, which is a preview in JDK 25.
///
/// Threads that compute are platform threads, threads that wait for a store or a network
/// are virtual ones: a virtual thread that computes, or sits in native code, keeps its
/// carrier from the others.
public final class Scope implements AutoCloseable {

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final List<Thread> running = new ArrayList<>();
    private final List<Breakable> breakables = new ArrayList<>();
    private @Nullable Throwable failure;
    private boolean stopped;

    private Scope(String name) {
        this.name = name;
    }

    /// Opens a scope; `name` begins the names of its threads.
    public static Scope open(String name) {
        return new Scope(name);
    }

    /// Runs `task` on as many platform threads as `workers` says and returns when all have
    /// ended.
    public static void computing(int workers, Task task) throws IOException, InterruptedException {
        try (var scope = open(Thread.currentThread().getName())) {
            for (int i = 0; i < workers; i++) scope.fork("compute " + i, task);
            scope.join();
        }
    }

    /// Runs `task` on as many virtual threads as `workers` says and returns when all have
    /// ended.
    public static void waiting(int workers, Task task) throws IOException, InterruptedException {
        try (var scope = open(Thread.currentThread().getName())) {
            for (int i = 0; i < workers; i++) scope.forkWaiting("wait " + i, task);
            scope.join();
        }
    }

    /// Starts a platform thread. In a scope that has failed it starts nothing.
    public void fork(String task, Task work) {
        start(Thread.ofPlatform().daemon(true), task, work);
    }

    /// Starts a virtual thread, for work that mostly waits.
    public void forkWaiting(String task, Task work) {
        start(Thread.ofVirtual(), task, work);
    }

    /// Waits until every thread has ended, or throws the first failure as soon as all the
    /// others have ended too.
    public void join() throws IOException, InterruptedException {
        lock.lock();
        try {
            while (!running.isEmpty()) ended.await();
            if (failure != null) throw Failures.rethrown(failure);
        } finally {
            lock.unlock();
        }
    }

    /// Interrupts what still runs and waits for its end, however long that takes.
    @Override
    public void close() {
        lock.lock();
        try {
            stop(new InterruptedException("scope " + name + " was closed"));
            while (!running.isEmpty()) ended.awaitUninterruptibly();
        } finally {
            lock.unlock();
        }
    }

    /// Registers what must be told of the scope's failure, at once if it has failed.
    void breaks(Breakable breakable) {
        lock.lock();
        try {
            if (failure != null) {
                breakable.breakOff(failure);
            } else {
                breakables.add(breakable);
            }
        } finally {
            lock.unlock();
        }
    }

    private void start(Thread.Builder builder, String task, Task work) {
        lock.lock();
        try {
            if (stopped) return;
            var thread = builder.name(name + "/" + task).unstarted(() -> run(work));
            // It ends under this lock. One that cannot be started is never waited for.
            thread.start();
            running.add(thread);
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // every failure is kept, and thrown by join()
    private void run(Task work) {
        Throwable thrown = null;
        try {
            work.run();
        } catch (Throwable t) {
            thrown = t;
        }
        lock.lock();
        try {
            if (thrown != null) failed(thrown);
            running.remove(Thread.currentThread());
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable thrown) {
        if (!stopped) {
            failure = thrown;
            stop(thrown);
        } else if (failure != null && failure != thrown && !Failures.isInterruption(thrown)) {
            failure.addSuppressed(thrown);
        }
    }

    private void stop(Throwable cause) {
        if (stopped) return;
        stopped = true;
        for (var breakable : breakables) breakable.breakOff(cause);
        for (var thread : running) thread.interrupt();
    }
}
