/// Frees what no snapshot needs, by the protocol of docs/format/protocols.md, "Prune".
///
/// [PruneJob] is the door. Needs no key, no clock and no lock, runs beside backups and other
/// prunes, and reads nothing but manifests and what lies under `trash/` and `writers/`.
/// Anything that cannot be read or understood ends it before anything is deleted. Which
/// snapshots go is decided by `forget`; shutting out writers that were given up is done by
/// `repository.Fence`.
@NullMarked
package dev.holdfast.prune;

import org.jspecify.annotations.NullMarked;
