package dev.holdfast.model;

import dev.holdfast.model.Question.Bytes;
import dev.holdfast.store.StoredBlob;

import java.util.List;

/// What the store answers, or what happens instead.
sealed interface Answer {

    record Stored() implements Answer {}

    record Existed() implements Answer {}

    /// A put found a blob of another size.
    record Refused(long found) implements Answer {}

    record Found(Bytes bytes) implements Answer {}

    record Sized(long size) implements Answer {}

    record Missing() implements Answer {}

    record Page(List<StoredBlob> blobs) implements Answer {}

    record Deleted() implements Answer {}

    /// The call failed. Whether it had its effect is known to the store alone.
    record NoAnswer() implements Answer {}

    /// The actor is not needed any more.
    record Rest() implements Answer {}

    /// The actor died before it sent the call.
    record Death() implements Answer {}
}
