package dev.holdfast.store;

import dev.holdfast.flow.Scope;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Asks beforehand for what will be wanted, so that requests go side by side whose callers
/// come one after the other.
///
/// An answer that was asked for beforehand is given once, to the first who wants it, failures
/// included, and is as old as the asking. So this is for who reads, not for a protocol in
/// which the order of listings matters.
public final class EagerStore extends ForwardingStore {

    private final Scope scope = Scope.open("ahead");
    private final Map<BlobKey, CompletableFuture<InputStream>> gets = new HashMap<>();
    private final Map<BlobArea, CompletableFuture<List<StoredBlob>>> lists = new HashMap<>();

    public EagerStore(BlobStore store) {
        super(store);
    }

    /// Asks for a blob; its content is read by who wants it.
    public void expect(BlobKey key) {
        var answer = new CompletableFuture<InputStream>();
        synchronized (gets) {
            if (gets.putIfAbsent(key, answer) != null) return;
        }
        ask("get", answer, () -> store.open(key));
    }

    /// Asks for the first page of an area, and for each of its blobs of that kind if there are
    /// not more than `getMax` of them.
    public void expect(BlobArea area, BlobKind kind, int getMax) {
        var answer = new CompletableFuture<List<StoredBlob>>();
        synchronized (lists) {
            if (lists.putIfAbsent(area, answer) != null) return;
        }
        ask("list", answer, () -> {
            var page = store.list(area, null, PAGE_LIMIT);
            var keys = page.stream()
                    .map(StoredBlob::findKey)
                    .filter(key -> key != null && key.kind() == kind)
                    .toList();
            if (keys.size() <= getMax) keys.forEach(this::expect);
            return page;
        });
    }

    @SuppressWarnings("CatchingUnchecked") // every failure is the answer, errors too
    private <T> void ask(String what, CompletableFuture<T> answer, Question<T> question) {
        scope.forkWaiting(what, () -> {
            try {
                answer.complete(question.ask());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        CompletableFuture<InputStream> answer;
        synchronized (gets) {
            answer = gets.remove(key);
        }
        return answer == null ? store.open(key) : await(answer);
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        if (after != null || limit != PAGE_LIMIT) return store.list(area, after, limit);
        CompletableFuture<List<StoredBlob>> answer;
        synchronized (lists) {
            answer = lists.remove(area);
        }
        return answer == null ? store.list(area, null, limit) : await(answer);
    }

    /// Breaks off what nobody wanted.
    @Override
    public void close() throws IOException {
        scope.close();
        try (store) {
            for (var answer : gets.values()) {
                if (answer.isDone() && !answer.isCompletedExceptionally())
                    answer.join().close();
            }
        }
    }

    private static <T> T await(CompletableFuture<T> answer) throws IOException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an answer");
        }
    }

    private interface Question<T> {

        T ask() throws IOException;
    }
}
