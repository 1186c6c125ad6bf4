package dev.holdfast.flow;

/// What somebody may wait in, and must not after its scope has failed.
interface Breakable {

    /// Wakes whoever waits; from now on every call throws `cause`.
    void breakOff(Throwable cause);
}
