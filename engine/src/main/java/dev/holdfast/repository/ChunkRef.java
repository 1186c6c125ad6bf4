package dev.holdfast.repository;

/// A chunk of a snapshot's stream: the addresses it covers, and where it lies.
///
/// @param address of its first byte
/// @param pack ordinal of the pack in the snapshot
/// @param chunk its position in the pack
public record ChunkRef(long address, int length, int pack, int chunk) {

    public long end() {
        return address + length;
    }
}
