/// Two sorted trees side by side: the one way in which anything is compared.
///
/// The door is [Merge]. Each side is a [Walk]: depth first, names ascending by unsigned
/// bytes. Both are read once, front to back, whatever their size.
///
/// Not here: what an entry is, and what a difference means.
@NullMarked
package dev.holdfast.tree;

import org.jspecify.annotations.NullMarked;
