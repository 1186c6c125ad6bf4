/// Snapshots to another repository with the same keys, blob by blob.
///
/// [CopyJob] is the door. No key is needed, and nothing is decrypted: packs, databases and
/// manifests are the same bytes in both places. What a copy is interrupted in, the next one
/// goes on with. This room deletes no snapshot.
@NullMarked
package dev.holdfast.copy;

import org.jspecify.annotations.NullMarked;
