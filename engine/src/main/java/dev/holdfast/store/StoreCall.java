package dev.holdfast.store;

/// The five things that can be asked of a store.
public enum StoreCall {
    PUT,
    GET,
    SIZE,
    LIST,
    DELETE
}
