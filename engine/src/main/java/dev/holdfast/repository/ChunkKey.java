package dev.holdfast.repository;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.PackKind;

/// What makes two chunks the same: kind and digest. Deduplication never crosses kinds, or a
/// reader of metadata would hold a piece of content.
record ChunkKey(PackKind kind, Sha256 id) {}
