/// Where to cut a stream into chunks.
///
/// [FastCdc] is a pure function of content: the same bytes are cut at the same places
/// whatever was read when, and an insertion moves only the cuts near it. It holds no
/// buffer, reads nothing and knows nothing of files; who calls it decides what one stream
/// is.
@NullMarked
package dev.holdfast.chunk;

import org.jspecify.annotations.NullMarked;
