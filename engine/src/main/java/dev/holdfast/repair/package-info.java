/// What can be done about damage: so that nothing new relies on it, the next backup heals it
/// from the source, and everybody knows what cannot be restored.
///
/// The door is [RepairJob]. What is damaged comes from `verify`; this room deletes no pack, no
/// database and no snapshot, because a restore may still get something out of any of them. It
/// also reads packs without any snapshot that names them, so that a host can use what is in
/// them. Described in docs/manual/damage.md.
@NullMarked
package dev.holdfast.repair;

import org.jspecify.annotations.NullMarked;
