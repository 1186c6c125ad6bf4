/// A repository: what was agreed on when it was made, chunks in and out, and its snapshots.
///
/// Five things are done here and nowhere else: open (and make) a repository, find a chunk,
/// put chunks ([BackupRun]), get chunks ([OpenSnapshot]), and list, commit and drop
/// snapshots. What wants to be a sixth is a verb and has a room of its own. Whoever reads a
/// blob through this room gets verified bytes or an exception.
@NullMarked
package dev.holdfast.repository;

import org.jspecify.annotations.NullMarked;
