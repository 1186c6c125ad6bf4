/// From a snapshot back to files.
///
/// [TreeWriter] writes entries beneath a target and nowhere else, whatever an archive says:
/// it goes by open directories and single names, follows no symbolic link, and gives a file
/// its name only when content and metadata are complete. What the target or the user's rights
/// cannot keep is a [RestoreNotice], not a failure. Not here: which of two files is the right
/// one, and where content comes from.
@NullMarked
package dev.holdfast.restore;

import org.jspecify.annotations.NullMarked;
