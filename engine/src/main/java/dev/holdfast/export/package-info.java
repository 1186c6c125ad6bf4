/// Handing out: a place in a snapshot as one stream of entries with their contents, and
/// the pxar files that Proxmox's tools read.
///
/// The door is [Export]. It walks the stored archive and gives each entry to an
/// [EntrySink]; [PxarExport] has those for pxar of version 1 and 2. Other forms are sinks
/// elsewhere. Nothing here opens a file or knows where output goes.
@NullMarked
package dev.holdfast.export;

import org.jspecify.annotations.NullMarked;
