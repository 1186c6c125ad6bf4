/// What the last backup of a source left on this host, so that the next one need not read
/// what is unchanged.
///
/// The door is [References]: it finds the [Reference] of a lineage, which was checked whole
/// and is read front to back, and writes the next one with a [ReferenceWriter]. A reference
/// is the metadata and the checks stream of one snapshot, where its payload lies
/// ([PayloadPlaces]), and for every entry what only this host can know ([Hint]).
///
/// All of it may be deleted at any time; the price is one full read. Not here: what counts
/// as unchanged. Specified in docs/format/catalog.md, section "Reference".
@NullMarked
package dev.holdfast.reference;

import org.jspecify.annotations.NullMarked;
