package dev.holdfast.app.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of a configuration file, and the line it begins in, counted from 1.
public sealed interface ConfigValue {

    int line();

    record Text(String value, int line) implements ConfigValue {}

    /// A number as it was written, less underscores; a hexadecimal one in decimal digits.
    record Numeral(String value, int line) implements ConfigValue {}

    record Flag(boolean value, int line) implements ConfigValue {}

    record Values(List<ConfigValue> values, int line) implements ConfigValue {

        public Values {
            values = List.copyOf(values);
        }
    }

    /// Members in the order of the file.
    record Table(Map<String, ConfigValue> members, int line) implements ConfigValue {

        public Table {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }
}
