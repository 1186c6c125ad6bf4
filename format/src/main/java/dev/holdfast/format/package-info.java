/// Bytes and records: the ground every other room stands on.
///
/// Readers and writers of little-endian bytes, digests, byte strings, and the two exceptions
/// that say what is wrong with bytes: damaged, or made by a newer Holdfast. No I/O, no
/// threads, no third-party library.
@NullMarked
package dev.holdfast.format;

import org.jspecify.annotations.NullMarked;
