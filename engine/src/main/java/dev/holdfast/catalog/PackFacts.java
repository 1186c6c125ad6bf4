package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ChunkTable;
import dev.holdfast.format.pack.PackKind;

/// What is known of one stored pack: its name, what it weighs, and the chunks in it.
///
/// @param name SHA-256 of the stored bytes
/// @param size stored bytes
/// @param plainLength bytes of the age file's plaintext, tables included
/// @param header the age header with the nonce behind it, as stored
public record PackFacts(
        Sha256 name,
        PackKind kind,
        long size,
        long plainLength,
        ByteString header,
        ChunkTable chunks) {}
