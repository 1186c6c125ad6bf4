package dev.holdfast.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Tidies the repository: what docs/STYLE.md promises and no other tool checks.
class TidyTest {

    private static final int FILE_LINES_MAX = 500;
    private static final int METHOD_LINES_MAX = 60;
    private static final int COMMENT_COLUMNS_MAX = 100;

    /// What a name says with such a word, a better name says without it.
    private static final Set<String> BANNED_WORDS = Set.of(
            "Manager",
            "Helper",
            "Util",
            "Utils",
            "Impl",
            "Base",
            "Standard",
            "Default",
            "Info",
            "Handler",
            "Service",
            "Processor",
            "Context");

    /// Tables of cases in the shape of methods.
    private static final String VECTORS =
            "engine/src/test/java/dev/holdfast/crypto/AgeVectors.java: private static void ";

    /// Today's offenders; these lists may only shrink.
    private static final Set<String> LONG_FILES = Set.of();

    private static final Set<String> LONG_METHODS = Set.of(
            VECTORS + "addPayloads(List<Vector> all) {",
            VECTORS + "addScrypt(List<Vector> all) {",
            VECTORS + "addStanzas(List<Vector> all) {");

    /// `info` is a command, and commands are called by their names.
    private static final Set<String> NAMED_ALL_THE_SAME = Set.of("InfoCommand");

    private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("#{1,6} (.*)");
    private static final Pattern METHOD = Pattern.compile("    [a-zA-Z@<].*[({,]");
    private static final Pattern WORD = Pattern.compile("[A-Z][a-z0-9]*|[a-z0-9]+");

    @Test
    void filesAreShortEnoughToRead() throws IOException {
        var longer = new TreeMap<String, Integer>();
        for (var file : sources()) {
            int lines = Project.lines(file.toString()).size();
            if (lines > FILE_LINES_MAX) longer.put(file.toString(), lines);
        }
        assertEquals(LONG_FILES, longer.keySet(), longer.toString());
    }

    @Test
    void methodsAreShortEnoughToRead() throws IOException {
        var longer = new TreeMap<String, Integer>();
        for (var file : sources()) {
            var lines = Project.lines(file.toString());
            for (int i = 0; i < lines.size(); i++) {
                if (!METHOD.matcher(lines.get(i)).matches()) continue;
                int end = endOfMember(lines, i);
                int length = end - i + 1;
                if (length > METHOD_LINES_MAX && isMethod(lines.get(i))) {
                    longer.put(file + ": " + lines.get(i).strip(), length);
                }
            }
        }
        assertEquals(LONG_METHODS, longer.keySet(), longer.toString());
    }

    @Test
    void commentsAreNarrow() throws IOException {
        var wide = new ArrayList<String>();
        for (var file : sources()) {
            int number = 0;
            for (var line : Project.lines(file.toString())) {
                number++;
                var text = line.strip();
                if (text.startsWith("///") && line.length() > COMMENT_COLUMNS_MAX) {
                    wide.add(file + ":" + number);
                }
            }
        }
        assertEquals(List.of(), wide);
    }

    @Test
    void namesSayWhatThingsAre() throws IOException {
        var vague = new ArrayList<String>();
        for (var file : sources()) {
            var name = file.getFileName().toString().replace(".java", "");
            if (NAMED_ALL_THE_SAME.contains(name)) continue;
            for (var word : words(name)) {
                if (BANNED_WORDS.contains(word)) vague.add(file.toString());
            }
        }
        assertEquals(List.of(), vague);
    }

    @Test
    void nothingIsLeftForLater() throws IOException {
        var later = Pattern.compile(
                "\\b(" + String.join("|", "TO" + "DO", "FIX" + "ME", "XX" + "X") + ")\\b");
        var found = new ArrayList<String>();
        var files = new ArrayList<>(sources());
        files.addAll(Project.files(".md"));
        files.addAll(Project.files(".xml"));
        for (var file : files) {
            int number = 0;
            for (var line : Project.lines(file.toString())) {
                number++;
                if (later.matcher(line).find()) found.add(file + ":" + number);
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        var silent = new ArrayList<String>();
        var folders = new HashSet<Path>();
        for (var file : sources()) {
            if (file.toString().contains("src/main/java")) folders.add(file.getParent());
        }
        for (var folder : folders) {
            var file = folder.resolve("package-info.java");
            if (!Files.exists(Project.path(file.toString()))) {
                silent.add(folder.toString());
                continue;
            }
            var text = Project.read(file.toString());
            if (!text.startsWith("///") || !text.contains("@NullMarked"))
                silent.add(file.toString());
        }
        assertEquals(List.of(), silent);
    }

    @Test
    void linksInDocumentsLeadSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (var file : Project.files(".md")) {
            for (var link = LINK.matcher(withoutCode(Project.read(file.toString())));
                    link.find(); ) {
                var target = link.group(1);
                if (target.matches("[a-z]+:.*")) continue;
                if (!leadsSomewhere(file, target)) broken.add(file + " → " + target);
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void changelogFragmentsHaveTheirShape() throws IOException {
        var wrong = new ArrayList<String>();
        for (var file : Project.files(".md")) {
            if (!file.startsWith("changelog/unreleased")) continue;
            var lines = Project.lines(file.toString());
            boolean right = file.getFileName().toString().matches("[0-9]+-[a-z0-9-]+\\.md")
                    && lines.size() >= 3
                    && lines.getFirst().matches("(Fix|Add|Change): [A-Z].*[^.]")
                    && lines.get(1).isEmpty();
            if (!right) wrong.add(file.toString());
        }
        assertEquals(List.of(), wrong);
    }

    /// The words of a name in camel case.
    static List<String> words(String name) {
        return WORD.matcher(name).results().map(result -> result.group()).toList();
    }

    private static List<Path> sources() throws IOException {
        return Project.files(".java");
    }

    /// The line of the bracket that ends what begins at `start`, four columns in.
    private static int endOfMember(List<String> lines, int start) {
        for (int i = start; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.startsWith("    }")) return i;
            if (line.startsWith("    ") && !line.startsWith("     ") && line.endsWith(";"))
                return i;
        }
        return lines.size() - 1;
    }

    private static boolean isMethod(String line) {
        return line.contains("(")
                && !line.matches("    .*\\b(class|record|interface|enum)\\b.*")
                && !line.contains(" = ");
    }

    private static boolean leadsSomewhere(Path from, String target) throws IOException {
        int hash = target.indexOf('#');
        var file = hash == 0
                ? Project.path(from.toString())
                : Project.path(from.toString())
                        .resolveSibling(hash < 0 ? target : target.substring(0, hash))
                        .normalize();
        if (!Files.exists(file)) return false;
        return hash < 0 || anchors(Files.readAllLines(file)).contains(target.substring(hash + 1));
    }

    /// What a forge makes of headings: lower case, spaces to hyphens, punctuation dropped.
    private static Set<String> anchors(List<String> lines) {
        var anchors = new HashSet<String>();
        for (var line : lines) {
            var heading = HEADING.matcher(line);
            if (!heading.matches()) continue;
            var anchor = heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            anchors.add(anchor);
        }
        return anchors;
    }

    private static String withoutCode(String markdown) {
        return markdown.replaceAll("(?ms)^```.*?^```", "").replaceAll("`[^`\\n]*`", "");
    }
}
