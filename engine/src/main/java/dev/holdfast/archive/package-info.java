/// An archive: one source tree as a metadata stream and a payload stream over extents.
///
/// The doors are [ArchiveWriter], which turns entries and contents into chunks, and
/// [ArchiveReader], which walks and seeks the streams of a stored snapshot. What chunks
/// are, where they lie and who may read them is the business of `repository`; what an item
/// of the metadata stream looks like is that of `format.pxar`. Specified in
/// docs/format/archive.md.
@NullMarked
package dev.holdfast.archive;

import org.jspecify.annotations.NullMarked;
