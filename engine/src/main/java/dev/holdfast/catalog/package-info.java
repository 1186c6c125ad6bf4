/// What this host knows, in SQLite, and the trimmed copy of it that goes with a snapshot.
///
/// The doors are [Catalog] (packs, runs, snapshots and lineages of this host; deletable at
/// any time), [ChunkIndex] (which pack holds a chunk), [SnapshotDatabaseWriter] and
/// [SnapshotDatabase] (the file that goes with a snapshot, written exactly and read with
/// distrust), and [StateLock] (one backup at a time in a state directory). Nothing here
/// reads a store, compresses or encrypts. Specified in docs/format/snapshot-database.md
/// and docs/format/catalog.md.
@NullMarked
package dev.holdfast.catalog;

import org.jspecify.annotations.NullMarked;
