/// Who costs what: how much of a repository's bytes which snapshots need, alone or together.
///
/// [StatsJob] is the door. Manifests say it by packs, to anybody; with a metadata key the
/// databases say it by chunks. No pack is listed or read. What no snapshot needs is not
/// counted: that is for `prune` to say.
@NullMarked
package dev.holdfast.stats;

import org.jspecify.annotations.NullMarked;
