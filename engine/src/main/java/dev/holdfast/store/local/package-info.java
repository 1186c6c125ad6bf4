/// A store in a directory of a local or mounted file system.
///
/// [LocalStore] is the door. A blob becomes visible in one step, after it is durable, and
/// is never replaced: temporary file, write, fsync, link, fsync of the directory. The
/// layout is the list of names in docs/format/README.md, and a directory `tmp` that is in
/// no listing. No symbolic link below the store's directory is followed.
@NullMarked
package dev.holdfast.store.local;

import org.jspecify.annotations.NullMarked;
