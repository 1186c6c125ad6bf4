package dev.holdfast.model;

import dev.holdfast.store.BlobStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// An actor's code on its own thread, standing at a question until it is answered.
final class Performance {

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private Event now = new Event(null, null);

    /// Where the code stands.
    ///
    /// @param question null if it has ended
    /// @param failure how it ended, null for well
    record Event(@Nullable Question question, @Nullable Throwable failure) {}

    /// The code. It runs in a place of its own that is made for it.
    interface Program {

        Life begin() throws Exception;
    }

    /// One sequence of runs: the next begins where the one before died.
    interface Life extends AutoCloseable {

        void run(BlobStore store) throws Exception;

        @Override
        void close() throws IOException;
    }

    private Performance() {}

    /// Starts the code and waits for its first question.
    static Performance start(Program program, byte[] descriptor, boolean restarts)
            throws InterruptedException {
        var performance = new Performance();
        var store = new AnsweredStore(descriptor, performance::ask);
        Thread.ofPlatform()
                .daemon()
                .name("actor")
                .start(() -> performance.perform(program, store, restarts));
        performance.now = performance.events.take();
        return performance;
    }

    Event now() {
        return now;
    }

    /// Answers the question and waits for the next one, or the end.
    Event answer(Answer answer) throws InterruptedException {
        if (now.question() == null) throw new IllegalStateException("the code has ended");
        answers.add(answer);
        now = events.take();
        return now;
    }

    /// Lets the code go without its end.
    void rest() throws InterruptedException {
        if (now.question() != null) {
            var _ = answer(new Answer.Rest());
        }
    }

    private Answer ask(Question question) throws InterruptedException {
        events.add(new Event(question, null));
        return answers.take();
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, the explorer has to know
    private void perform(Program program, AnsweredStore store, boolean restarts) {
        Throwable failure = null;
        try (var life = program.begin()) {
            do {
                failure = run(life, store);
            } while (store.takeDeath() && restarts);
        } catch (Throwable t) {
            failure = t;
        }
        events.add(new Event(null, failure));
    }

    @SuppressWarnings("CatchingUnchecked")
    private static @Nullable Throwable run(Life life, BlobStore store) {
        try {
            life.run(store);
            return null;
        } catch (Throwable t) {
            return t;
        }
    }
}
