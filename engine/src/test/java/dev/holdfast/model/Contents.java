package dev.holdfast.model;

import dev.holdfast.model.Question.Bytes;
import dev.holdfast.store.StoredBlob;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/// What a store holds at one moment. Never changes; a step makes another one.
record Contents(TreeMap<String, Bytes> blobs) {

    /// A step: the answer, and what the store holds then.
    record Step(Answer answer, Contents after) {}

    static Contents of(Map<String, byte[]> blobs) {
        var copy = new TreeMap<String, Bytes>();
        blobs.forEach((path, bytes) -> copy.put(path, new Bytes(bytes)));
        return new Contents(copy);
    }

    @Nullable
    Bytes find(String path) {
        return blobs.get(path);
    }

    Step ask(Question question) {
        return switch (question) {
            case Question.Put put -> put(put.key().path(), put.body());
            case Question.Get get -> {
                var found = find(get.key().path());
                yield new Step(
                        found == null ? new Answer.Missing() : new Answer.Found(found), this);
            }
            case Question.Size size -> {
                var found = find(size.key().path());
                yield new Step(
                        found == null ? new Answer.Missing() : new Answer.Sized(found.bytes.length),
                        this);
            }
            case Question.ListPage list -> new Step(page(list), this);
            case Question.Delete delete -> {
                if (find(delete.key().path()) == null) yield new Step(new Answer.Deleted(), this);
                var after = new TreeMap<>(blobs);
                after.remove(delete.key().path());
                yield new Step(new Answer.Deleted(), new Contents(after));
            }
        };
    }

    private Step put(String path, Bytes body) {
        var before = find(path);
        if (before != null) {
            return new Step(
                    before.bytes.length == body.bytes.length
                            ? new Answer.Existed()
                            : new Answer.Refused(before.bytes.length),
                    this);
        }
        var after = new TreeMap<>(blobs);
        after.put(path, body);
        return new Step(new Answer.Stored(), new Contents(after));
    }

    private Answer page(Question.ListPage list) {
        var prefix = list.area().prefix();
        var from = list.after() == null ? prefix : list.after();
        var page = new ArrayList<StoredBlob>();
        for (var blob : blobs.tailMap(from, list.after() == null).entrySet()) {
            if (!blob.getKey().startsWith(prefix) || page.size() == list.limit()) break;
            page.add(new StoredBlob(blob.getKey(), blob.getValue().bytes.length));
        }
        return new Answer.Page(page);
    }
}
