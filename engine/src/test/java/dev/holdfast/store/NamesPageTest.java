package dev.holdfast.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The names in docs/format/README.md are those of [BlobKey].
final class NamesPageTest {

    @Test
    void everyKindOfBlobHasItsRowAndItsPath() throws IOException {
        var kinds = new ArrayList<BlobKind>();
        for (var template : templates()) {
            var path = template.replace("<hh>", "ab")
                    .replace("<sha256>", "ab" + "0".repeat(62))
                    .replace("<snapshot>", "0".repeat(32))
                    .replace("<digest>", "0".repeat(32))
                    .replace("<random>", "0".repeat(32))
                    .replace("<writer>", "00000000-0000-4000-8000-000000000000")
                    .replace("<prune>", "00000000-0000-4000-8000-000000000000");
            var key = BlobKey.findPath(path);
            assertNotNull(key, template);
            assertEquals(path, key.path());
            kinds.add(key.kind());
        }
        assertEquals(
                List.of(BlobKind.values()).stream().sorted().toList(),
                kinds.stream().sorted().toList());
    }

    private static List<String> templates() throws IOException {
        var page = Path.of(System.getProperty("holdfast.root"), "docs/format/README.md");
        return Files.readAllLines(page).stream()
                .filter(line -> line.matches("\\| `[^`]+` \\| .*"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
    }
}
