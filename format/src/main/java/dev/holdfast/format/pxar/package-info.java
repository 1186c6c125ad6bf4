/// pxar archives, versions 1 and 2, and the stored form that snapshots keep.
///
/// The doors: [PxarEncoder] writes an archive entry by entry, [PxarDecoder] reads one front
/// to back in bounded memory, [PxarAccessor] jumps to a place in it; [PayloadEncoder] writes
/// the second file of a split archive. The bytes are specified in docs/format/pxar.md.
///
/// Every reader here takes its bytes for an attacker's: sizes are held against their type
/// before anything is allocated, and what is not exactly right is refused with one sentence.
/// Not here: files on disk, chunks, and what the numbers mean to a kernel.
@NullMarked
package dev.holdfast.format.pxar;

import org.jspecify.annotations.NullMarked;
