/// Holds the pages of docs/format/ against the code, so that neither can be wrong alone.
///
/// A room writes one [DocumentedFormat] beside its tests and names it in
/// [DocumentedFormats]. Then FormatDocTest checks the tables, layouts and examples of its
/// page, and LayoutPinTest its sizes and codes.
@NullMarked
package dev.holdfast.format.doc;

import org.jspecify.annotations.NullMarked;
