package dev.holdfast.verify;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/// The memory of one verify: says what was read longest ago, and keeps what is read now.
/// Without a [VerifyMemory] it does neither.
final class Recollection {

    /// How much of the reading a process that is killed has done in vain, at most.
    private static final Duration PACE = Duration.ofSeconds(30);

    private final @Nullable VerifyMemory memory;
    private @Nullable Instant saved;

    Recollection(@Nullable VerifyMemory memory) {
        this.memory = memory;
    }

    /// Tells every pack when it was read last; if `opened`, when it was last opened.
    void recall(Inventory inventory, boolean opened) {
        if (memory == null) return;
        saved = memory.clock().instant();
        for (var pack : inventory.packs()) {
            var known = memory.packs().find(pack.name);
            if (known != null)
                pack.turn = opened ? known.openedTurn() : known.read().turn();
        }
    }

    /// Keeps that a pack was read and is good. Any thread may call.
    synchronized void keep(NamedPack pack, boolean opened) {
        if (memory == null) return;
        var now = memory.clock().instant();
        memory.packs().add(pack.name, opened, now);
        if (saved != null && Duration.between(saved, now).abs().compareTo(PACE) < 0) return;
        saved = now;
        try {
            memory.packs().save(_ -> true);
        } catch (IOException e) {
            // The last save will fail as well, and that is told.
        }
    }

    /// Keeps everything, and forgets packs that are bad or needed by nobody any more. Returns
    /// why that failed, null if it did not. Whether the thread was interrupted does not
    /// matter: what was read was read.
    synchronized @Nullable String save(Inventory inventory) {
        if (memory == null) return null;
        for (var pack : inventory.packs()) {
            if (pack.fault != null) memory.packs().drop(pack.name);
        }
        boolean interrupted = Thread.interrupted();
        try {
            memory.packs().save(inventory::mayNeed);
            return null;
        } catch (IOException e) {
            return Findings.textOf(e);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    @Nullable
    Coverage coverage(Inventory inventory) {
        return memory == null ? null : Coverage.of(inventory.packs(), memory);
    }
}
