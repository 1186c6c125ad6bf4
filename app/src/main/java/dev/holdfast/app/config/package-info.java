/// Configuration files: a strict reader of TOML, which remembers where everything stands.
///
/// The door is [TomlReader]; what comes out is a [ConfigValue]. Every value knows its line,
/// so that whoever does not know a key can say where it is. Loaded only if there is a file.
/// Not here: which keys there are and what they mean.
@NullMarked
package dev.holdfast.app.config;

import org.jspecify.annotations.NullMarked;
