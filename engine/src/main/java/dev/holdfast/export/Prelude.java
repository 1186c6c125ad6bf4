package dev.holdfast.export;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.JsonReader;
import dev.holdfast.repository.OpenSnapshot;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/// What stands in front of an exported split archive: the exclude patterns that were in
/// force, in the words of Proxmox's client.
public final class Prelude {

    private Prelude() {}

    /// Canonical JSON of the excludes of a snapshot, one a line; null if it had none.
    public static @Nullable ByteString find(OpenSnapshot snapshot) throws IOException {
        var options = snapshot.facts().options().getBytes(StandardCharsets.UTF_8);
        var json = JsonReader.object("options of the snapshot", options);
        if (json.find("exclude") == null) return null;
        var lines = new ArrayList<String>();
        for (var line : json.array("exclude")) {
            if (line instanceof Json.JsonString(var text)) lines.add(text);
        }
        if (lines.isEmpty()) return null;
        return ByteString.utf8(Json.object()
                .with("exclude-patterns", Json.of(String.join("\n", lines)))
                .canonical());
    }
}
