/// From a snapshot back to files.
///
/// The door is [RestoreJob]: it plans a place of a snapshot beside what the target has, then
/// writes it in the order in which packs are read.
///
/// [TreeWriter] writes entries beneath a target and nowhere else, whatever an archive says:
/// it goes by open directories and single names, follows no symbolic link, and gives a file
/// its name only when content and metadata are complete. What the target or the user's rights
/// cannot keep, and what the repository has lost, is a [RestoreNotice], not a failure. Not
/// here: what differs between two trees, and anything that writes to a repository.
@NullMarked
package dev.holdfast.restore;

import org.jspecify.annotations.NullMarked;
