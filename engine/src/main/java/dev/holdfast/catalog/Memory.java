package dev.holdfast.catalog;

import java.io.IOException;

/// Says no before memory runs out.
final class Memory {

    private Memory() {}

    /// Refuses to load `count` things of `bytes` bytes each if that would take more than
    /// half of what the process may have.
    static void require(Sql sql, long count, int bytes, String things) throws IOException {
        long most = Runtime.getRuntime().maxMemory() / 2;
        if (count > most / bytes) {
            throw sql.tooLarge("its %d %s need more than half of the %d MiB of memory there are"
                    .formatted(count, things, (2 * most) >> 20));
        }
    }
}
