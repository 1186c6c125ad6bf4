/// What comes once, from front to back: standard input, or what a command prints.
///
/// The door is [StreamSource]: a tree of one regular file, whose content is read as it
/// comes and never held. [ShellCommand] starts a command; if that fails, so does the
/// backup, because half a dump must never look like a whole one. Not here: files that can
/// be read again, and what a database's own dump looks like inside.
@NullMarked
package dev.holdfast.source.stream;

import org.jspecify.annotations.NullMarked;
