/// Snapshots to another repository.
///
/// Doors: [CopyJob] where the keys are the same, blob by blob, without a key and without
/// opening anything; [ResealJob] where they are not, chunk by chunk, each opened and sealed
/// anew. What a copy is interrupted in, the next one goes on with. This room looks into no
/// archive and deletes no snapshot.
@NullMarked
package dev.holdfast.copy;

import org.jspecify.annotations.NullMarked;
