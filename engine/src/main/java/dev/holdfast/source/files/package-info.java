/// Directory trees as a source: everything beneath one directory, less what is excluded.
///
/// The door is [FileTree] with its [FileTreeOptions]. The walk goes by open directories, one
/// name at a time, so the length of a path does not matter and no symbolic link is followed;
/// what was opened is looked at again before it is believed. Virtual file systems (proc,
/// sysfs …) are never entered, nor are directories of Holdfast itself; their entries are
/// kept, empty. In a large tree the walk runs ahead in a thread of its own, which nobody
/// notices (docs/design/0010-walking-ahead.md).
///
/// Attributes kept: `user.*`, `trusted.*`, `security.*` (labels too; capabilities in their
/// own item), `btrfs.*`, and both POSIX access control lists. Not kept: other `system.*`
/// attributes, which are views of something else, and NFSv4 access control lists. Not here:
/// what has changed, and which names are links to one file.
@NullMarked
package dev.holdfast.source.files;

import org.jspecify.annotations.NullMarked;
