/// What can be backed up: entries in the order of an archive, their content on request.
///
/// The door is [Source]: a [SourceCursor] walks it once, front to back, and gives
/// [SourceEvent]s. Facts about an entry are at hand; metadata and content are fetched only
/// when asked for, because most entries of most backups have not changed. What could not be
/// taken as it was is a [Notice], never an exception and never lost.
///
/// Not here: what has changed since last time, which links belong together, and what becomes
/// of the bytes.
@NullMarked
package dev.holdfast.source;

import org.jspecify.annotations.NullMarked;
