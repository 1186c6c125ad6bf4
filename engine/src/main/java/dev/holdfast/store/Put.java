package dev.holdfast.store;

/// How a put-if-absent ended well.
public enum Put {
    /// The blob is there, it is durable, and this call put it there.
    STORED,
    /// A blob of the same size was there already and is durable. It may be the work of an
    /// earlier attempt of this very put whose answer was lost.
    EXISTED
}
