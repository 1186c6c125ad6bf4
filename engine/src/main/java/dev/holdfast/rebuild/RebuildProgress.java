package dev.holdfast.rebuild;

import java.util.concurrent.atomic.AtomicLong;

/// How far a rebuild is; anybody may look at any time.
public final class RebuildProgress {

    private final AtomicLong databases = new AtomicLong();
    private final AtomicLong tables = new AtomicLong();
    private volatile long databasesExpected;
    private volatile long tablesExpected;

    /// Databases of snapshots that were read.
    public long databases() {
        return databases.get();
    }

    /// How many there are; 0 until that is known.
    public long databasesExpected() {
        return databasesExpected;
    }

    /// Tables of packs that were read.
    public long tables() {
        return tables.get();
    }

    /// How many there are; 0 until that is known.
    public long tablesExpected() {
        return tablesExpected;
    }

    void expectDatabases(long count) {
        databasesExpected = count;
    }

    void expectTables(long count) {
        tablesExpected = count;
    }

    void database() {
        databases.incrementAndGet();
    }

    void table() {
        tables.incrementAndGet();
    }
}
