/// What is not as it should be with a repository and with what this host keeps of it, and what
/// to do about it.
///
/// The doors are [RepositoryCheckup] and [StateCheckup]. They answer with [Remark]s, read
/// little, and repair nothing. Whether stored bytes are good is for `verify` to say; options,
/// variables and keys are the command's.
@NullMarked
package dev.holdfast.doctor;

import org.jspecify.annotations.NullMarked;
