/// The command line: one class per command, and what they share.
///
/// [Program] turns arguments and `HOLDFAST_…` variables into one call of one [Verb]; the verb
/// speaks through [Terminal] and ends with an [ExitCode]. A command
/// holds options, a plan and what it shows; everything that could be wrong is done by the
/// rooms of the engine. Nothing outside this room reads an option or writes to a stream.
@NullMarked
package dev.holdfast.app.cli;

import org.jspecify.annotations.NullMarked;
