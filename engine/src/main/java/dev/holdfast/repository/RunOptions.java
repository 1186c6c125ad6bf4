package dev.holdfast.repository;

import org.jspecify.annotations.Nullable;

/// How a run writes.
///
/// @param cores threads that identify and compress
/// @param connections threads that store
/// @param paranoid read every chunk of a pack back before it is stored, not only one
/// @param name what people call the snapshot; null for host and time
/// @param packLook when it looks which packs are there
public record RunOptions(
        Compression compression,
        int cores,
        int connections,
        boolean paranoid,
        @Nullable String name,
        PackLook packLook) {

    /// With a name of host and time, and a look at the packs before anything else.
    public RunOptions(Compression compression, int cores, int connections, boolean paranoid) {
        this(compression, cores, connections, paranoid, null, PackLook.FIRST);
    }

    public RunOptions with(PackLook check) {
        return new RunOptions(compression, cores, connections, paranoid, name, check);
    }
}
