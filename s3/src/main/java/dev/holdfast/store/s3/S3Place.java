package dev.holdfast.store.s3;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/// Where in a bucket a repository lies: `s3://bucket/a/prefix`.
///
/// @param prefix what the keys of its objects begin with, empty or ending with a slash
public record S3Place(String bucket, String prefix) {

    private static final Pattern SHAPE =
            Pattern.compile("s3://([A-Za-z0-9][A-Za-z0-9._-]{1,254})(/[^\\p{Cntrl}]*)?");

    /// The longest key is 1024 bytes, and the longest path of a blob has 86.
    private static final int PREFIX_MAX = 800;

    public S3Place {
        boolean ends = prefix.isEmpty() || prefix.endsWith("/");
        if (!ends || prefix.startsWith("/")) {
            throw new IllegalArgumentException("no prefix of keys: " + prefix);
        }
    }

    /// The place that `text` names, or null if it names none.
    public static @Nullable S3Place find(String text) {
        var matcher = SHAPE.matcher(text);
        if (!matcher.matches()) return null;
        var path = matcher.group(2) == null ? "" : matcher.group(2);
        var prefix = new StringBuilder();
        for (var part : path.split("/", -1)) {
            if (part.equals(".") || part.equals("..")) return null;
            if (!part.isEmpty()) prefix.append(part).append('/');
        }
        return prefix.length() > PREFIX_MAX
                ? null
                : new S3Place(matcher.group(1), prefix.toString());
    }

    /// As people write it, without the last slash.
    @Override
    public String toString() {
        var all = "s3://" + bucket + '/' + prefix;
        return all.substring(0, all.length() - 1);
    }
}
