package dev.holdfast.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Holds docs/GLOSSARY.md against the code: its words exist, and others do not creep in.
class GlossaryTest {

    private static final Pattern ROW = Pattern.compile("\\| [a-z ]+ \\|([^|]*)\\|[^|]+\\|[^|]*\\|");
    private static final Pattern NAME = Pattern.compile("`([A-Za-z.]+)`");

    /// Words of other programs for what has another word here, as parts of type names.
    private static final Set<String> NOT_OUR_WORDS =
            Set.of("Repo", "Catalogue", "Vault", "Backupset", "Fragment", "Dedup");

    @Test
    void everyWordNamesATypeOrARoomThatExists() throws IOException {
        var known = new HashSet<String>();
        for (var file : sources()) {
            known.add(typeName(file));
            var folder = file.substring(0, file.lastIndexOf('/'));
            known.add(folder.substring(folder.indexOf("dev/holdfast/") + 13).replace('/', '.'));
        }
        var unknown = new ArrayList<String>();
        int words = 0;
        for (var line : Project.lines("docs/GLOSSARY.md")) {
            var row = ROW.matcher(line);
            if (!row.matches()) continue;
            words++;
            for (var name = NAME.matcher(row.group(1)); name.find(); ) {
                if (!known.contains(name.group(1))) unknown.add(name.group(1));
            }
        }
        assertEquals(List.of(), unknown, "docs/GLOSSARY.md");
        assertFalse(words < 20, "the glossary's table was not understood");
    }

    @Test
    void noTypeIsCalledByAnotherProgramsWord() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : sources()) {
            for (var word : TidyTest.words(typeName(file))) {
                if (NOT_OUR_WORDS.contains(word)) wrong.add(file);
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static List<String> sources() throws IOException {
        return Project.files(".java").stream()
                .map(Object::toString)
                .filter(file -> file.contains("src/main/java/dev/holdfast/"))
                .toList();
    }

    private static String typeName(String file) {
        return file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length());
    }
}
