package dev.holdfast.format.doc;

import java.util.List;
import java.util.Map;

/// What the code says about the things that a page of docs/format/ states.
///
/// In the page a thing has a name. A comment in front of a Markdown table names the table,
/// `<!-- table: items -->` or `<!-- layout: ENTRY -->`; the info string of a fenced block
/// names an example, `hex small-archive` for its bytes and `fields small-archive` for what
/// they mean. Page and code have to name the same things.
public interface DocumentedFormat {

    /// The page's file name.
    String page();

    /// By name, the rows a table has, in order. A row here may have fewer cells than the one
    /// in the page: what is further right is prose. Backquotes and commas in numbers do not
    /// count.
    Map<String, List<List<String>>> tables();

    /// By name, what a table of offsets, sizes and fields describes.
    Map<String, Layout> layouts();

    /// By name, examples in hex.
    Map<String, Example> examples();

    /// One line for each size and code that must not change within a version of the format.
    List<String> pins();
}
