/// What a host knows of a repository, made again from the repository.
///
/// The door is [RebuildJob]: it reads manifests, with a metadata key also the databases of this
/// host's snapshots and the tables of the packs they need, and puts what they say into the
/// catalog in one transaction; then it fetches the references that are missing. It changes
/// nothing in the repository, and judges no pack: what it does not read may be damaged.
/// Described in docs/manual/damage.md.
@NullMarked
package dev.holdfast.rebuild;

import org.jspecify.annotations.NullMarked;
