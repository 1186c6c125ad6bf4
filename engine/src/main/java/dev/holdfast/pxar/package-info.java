/// pxar files that stand alone, such as Proxmox's programs make and read.
///
/// The doors: [ArchiveCreation] writes a source as an archive of version 1 or as a split one,
/// [ArchiveExtraction] writes an archive's tree into a directory, [ArchiveOutput] and
/// [ArchiveInput] are the files they lie in. What could not be kept comes as a notice of the
/// source or of the target.
///
/// Not here: the bytes, which `format.pxar` knows, and repositories.
@NullMarked
package dev.holdfast.pxar;

import org.jspecify.annotations.NullMarked;
