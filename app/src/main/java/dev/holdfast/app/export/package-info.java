/// A tree as a tar archive: the one export that needs a library of others.
///
/// The door is [TarExport]. Everything about the walk is in `dev.holdfast.export`.
@NullMarked
package dev.holdfast.app.export;

import org.jspecify.annotations.NullMarked;
