/// Backing up: what becomes of each entry of a source, and the snapshot that comes of it.
///
/// The door is [BackupJob]. It walks a source beside the archive that it writes; chunks go
/// down into `repository`, notices and counts come out. Nothing here knows where blobs lie
/// or how a file system is read.
@NullMarked
package dev.holdfast.backup;

import org.jspecify.annotations.NullMarked;
