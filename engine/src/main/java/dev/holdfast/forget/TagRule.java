package dev.holdfast.forget;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// Keeps snapshots that have a tag, with any value if none is named.
public record TagRule(String key, @Nullable String value) {

    public boolean fits(Map<String, String> tags) {
        var found = tags.get(key);
        return found != null && (value == null || value.equals(found));
    }

    String reason() {
        return "tag " + key + (value == null ? "" : "=" + value);
    }
}
