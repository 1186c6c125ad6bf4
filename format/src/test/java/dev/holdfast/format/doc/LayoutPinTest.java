package dev.holdfast.format.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.format.Sha256;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeMap;

/// Every size and code of what Holdfast stores, in one golden listing. A change there means
/// a new version of the format; `-Dgolden=update` writes it anew.
final class LayoutPinTest {

    private static final Path PINS = Path.of("src/test/resources/layout-pins.txt");

    @Test
    void noSizeAndNoCodeChangesUnnoticed() throws IOException {
        var pins = new ArrayList<String>();
        for (var format : DocumentedFormats.ALL) {
            pins.add("# " + format.page());
            pins.addAll(format.pins());
            for (var example : new TreeMap<>(format.examples()).entrySet()) {
                var digest = Sha256.hash(example.getValue().encode());
                pins.add("example " + example.getKey() + " sha256 " + digest);
            }
        }
        var text = String.join("\n", pins) + "\n";
        if (System.getProperty("golden", "").equals("update")) Files.writeString(PINS, text);
        assertEquals(Files.readString(PINS), text);
    }
}
