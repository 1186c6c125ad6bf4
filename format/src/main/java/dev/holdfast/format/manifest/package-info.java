/// The plain pages of a repository: its descriptor, manifests, tombstones, markers.
///
/// [Json] reads and writes them in one canonical form, so that a signature over a page is a
/// signature over what it says. Each page is a record with `readFrom` and `toJson`. What
/// signs, compresses and stores them is elsewhere. Specified in docs/format/manifest.md.
@NullMarked
package dev.holdfast.format.manifest;

import org.jspecify.annotations.NullMarked;
