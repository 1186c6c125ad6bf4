package dev.holdfast.repository;

import dev.holdfast.crypto.Recipient;
import dev.holdfast.format.pack.PackKind;

import java.security.SecureRandom;

/// What a run's pipeline needs to know.
///
/// @param packSize bytes of plaintext at which a pack is full
/// @param cores threads that identify and compress
/// @param connections threads that store
record PackPipelineOptions(
        Recipient metadata,
        Recipient payload,
        Compression compression,
        int packSize,
        int cores,
        int connections,
        SecureRandom random) {

    Recipient recipient(PackKind kind) {
        return switch (kind) {
            case METADATA -> metadata;
            case PAYLOAD -> payload;
        };
    }
}
