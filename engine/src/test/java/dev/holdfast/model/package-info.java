/// Every order in which the real protocol code can meet itself in one store.
///
/// [Explorer] runs backups, forgets, prunes and fences against an imagined store, one store
/// operation at a time, in every order up to a bound, with crashes and lost answers; each
/// state of the store is held against the invariants. The code under test does not know.
@NullMarked
package dev.holdfast.model;

import org.jspecify.annotations.NullMarked;
