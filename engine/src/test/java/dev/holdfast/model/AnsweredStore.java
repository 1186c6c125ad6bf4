package dev.holdfast.model;

import dev.holdfast.model.Question.Bytes;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobExistsException;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.Put;
import dev.holdfast.store.StoreUnavailableException;
import dev.holdfast.store.StoredBlob;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;

/// A store in which every question of an actor waits until somebody answers it.
final class AnsweredStore implements BlobStore {

    private final byte[] descriptor;
    private final Asker asker;
    private boolean dead;
    private boolean restarted;

    /// Who answers.
    interface Asker {

        Answer ask(Question question) throws InterruptedException;
    }

    AnsweredStore(byte[] descriptor, Asker asker) {
        this.descriptor = descriptor;
        this.asker = asker;
    }

    /// Whether the actor has died; if so it may start again now.
    synchronized boolean takeDeath() {
        boolean died = dead && !restarted;
        if (died) dead = false;
        return died;
    }

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        byte[] bytes;
        try (var in = body.open()) {
            bytes = in.readAllBytes();
        }
        var answer = ask(new Question.Put(key, new Bytes(bytes)));
        return switch (answer) {
            case Answer.Stored() -> Put.STORED;
            case Answer.Existed() -> Put.EXISTED;
            case Answer.Refused(var found) ->
                throw new BlobExistsException(key, "model", bytes.length, found);
            default -> throw wrong(answer);
        };
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        // It never changes, so when it is read makes no difference.
        if (key.kind() == BlobKind.DESCRIPTOR) return new ByteArrayInputStream(descriptor);
        var answer = ask(new Question.Get(key));
        return switch (answer) {
            case Answer.Found(var bytes) -> new ByteArrayInputStream(bytes.bytes);
            case Answer.Missing() -> throw new BlobMissingException(key, "model");
            default -> throw wrong(answer);
        };
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) {
        throw new AssertionError("no actor reads a range");
    }

    @Override
    public @Nullable Long findSize(BlobKey key) throws IOException {
        var answer = ask(new Question.Size(key));
        return switch (answer) {
            case Answer.Sized(var size) -> Long.valueOf(size);
            case Answer.Missing() -> null;
            default -> throw wrong(answer);
        };
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        var answer = ask(new Question.ListPage(area, after, limit));
        if (answer instanceof Answer.Page(var blobs)) return blobs;
        throw wrong(answer);
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        var answer = ask(new Question.Delete(key));
        if (!(answer instanceof Answer.Deleted)) throw wrong(answer);
    }

    @Override
    public void close() {}

    private synchronized Answer ask(Question question) throws IOException {
        if (dead) throw new StoppedException();
        Answer answer;
        try {
            answer = asker.ask(question);
        } catch (InterruptedException e) {
            dead = true;
            restarted = true;
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped by the model");
        }
        return switch (answer) {
            case Answer.Death() -> {
                dead = true;
                throw new StoppedException();
            }
            case Answer.Rest() -> {
                dead = true;
                restarted = true;
                throw new StoppedException();
            }
            case Answer.NoAnswer() -> throw new StoreUnavailableException("the answer was lost");
            default -> answer;
        };
    }

    private static IllegalStateException wrong(Answer answer) {
        return new IllegalStateException("no answer to that question: " + answer);
    }

    /// The actor is dead.
    static final class StoppedException extends IOException {

        StoppedException() {
            super("stopped by the model");
        }
    }
}
