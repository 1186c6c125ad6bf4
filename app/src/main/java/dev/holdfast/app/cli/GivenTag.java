package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// A tag that a person gives to a snapshot, typed as `KEY=VALUE`: the value begins behind the
/// first `=` and may be empty, the key may not.
public record GivenTag(String key, String value) {

    public static GivenTag parse(String text) throws CommandException {
        int middle = text.indexOf('=');
        if (middle < 1) {
            throw CommandException.usage(
                    "\"" + Printable.of(text) + "\" is no tag",
                    "tags look like purpose=home, with a key in front");
        }
        return new GivenTag(text.substring(0, middle), text.substring(middle + 1));
    }

    /// By their keys; the last of several with the same key counts.
    static Map<String, String> map(Collection<GivenTag> tags) {
        var map = new LinkedHashMap<String, String>();
        for (var tag : tags) map.put(tag.key(), tag.value());
        return map;
    }
}
