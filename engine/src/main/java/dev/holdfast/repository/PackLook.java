package dev.holdfast.repository;

/// When a run looks which packs are there.
public enum PackLook {
    /// Before it relies on any: what is missing is read and stored again by the same run.
    FIRST,
    /// Once it has stored something, and if it stores nothing not at all: as long as a manifest is
    /// there, so is what it names. For stores where each page of a listing is waited for.
    LAST
}
