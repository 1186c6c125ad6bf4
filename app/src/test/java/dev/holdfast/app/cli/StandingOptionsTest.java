package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.app.Project;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Options that were not typed: variables and the configuration file.
final class StandingOptionsTest {

    @TempDir
    private Path directory;

    private CommandRun person = new CommandRun(Path.of("/"));
    private Path tree = Path.of("/");
    private Path config = Path.of("/");

    @BeforeEach
    void aPersonWithATree() throws IOException {
        person = new CommandRun(Files.createDirectory(directory.resolve("home")));
        tree = Files.createDirectory(directory.resolve("tree"));
        for (var name : List.of("a", "b", "c,d", "e")) Files.writeString(tree.resolve(name), name);
        config = person.home().resolve(".config/holdfast/config.toml");
        Files.createDirectories(person.home().resolve(".config/holdfast"));
    }

    @Test
    void aVariableStandsForItsOption() {
        person.with("HOLDFAST_EXCLUDE", "a").with("HOLDFAST_TAG", "purpose=test");
        assertEquals(List.of("b", "c,d", "e"), backedUp());
    }

    @Test
    void aPassphraseInTheWrongVariableIsNotShown() {
        var ended = person.with("HOLDFAST_PASSPHRASE", "correct horse").run("init");
        usage(ended, "HOLDFAST_PASSPHRASE", "--passphrase-file");
        assertFalse(ended.error().contains("horse"), ended.error());
    }

    @Test
    void helpAndVersionAnswerProgramsTooAndACompletionIsAScript() {
        person.with("HOLDFAST_JSON", "1");
        assertTrue(person.run("help", "backup").out().startsWith("{\"help\":\"Usage: "));
        assertTrue(person.run("ls", "--help", "--json").out().startsWith("{\"help\":\"Usage: "));
        assertTrue(person.run("--version", "--json").out().startsWith("{\"version\":\""));
        assertTrue(person.run("completion").out().startsWith("#!"));
    }

    @Test
    void aTagNeedsAKeyAndAValue() {
        for (var text : new String[] {"home", "=home", ""}) {
            usage(person.run("backup", tree.toString(), "--tag=" + text), "'--tag'", "is no tag");
            usage(person.run("tag", "latest", "--add=" + text), "'--add'", "is no tag");
        }
    }

    @Test
    void eachLineOfAVariableIsAValueAndACommaIsPartOfOne() {
        person.with("HOLDFAST_EXCLUDE", "a\nc,d\n\n");
        assertEquals(List.of("b", "e"), backedUp());
    }

    @Test
    void valuesOfListsAddUp() throws IOException {
        write("[backup]\nexclude = [\"a\"]\n[profile.p.backup]\nexclude = \"b\"\n");
        assertEquals(List.of("b", "c,d", "e"), backedUp());
        assertEquals(List.of("c,d", "e"), backedUp("--profile", "p"));
        person.with("HOLDFAST_EXCLUDE", "c,d");
        assertEquals(List.of(), backedUp("--profile=p", "-e", "e"));
    }

    @Test
    void whatIsTypedWinsThenTheVariableThenTheProfileThenTheFile() throws IOException {
        write("""
                [backup]
                host = "file"
                [profile.p.backup]
                host = "profile"
                """);
        assertEquals("file", host());
        assertEquals("profile", host("--profile", "p"));
        person.with("HOLDFAST_HOST", "variable");
        assertEquals("variable", host("--profile", "p"));
        assertEquals("typed", host("--profile", "p", "--host", "typed"));
    }

    @Test
    void aProfileAndAVariableCanTurnOffWhatTheFileTurnsOn() throws IOException {
        write("quiet = true\n[profile.loud]\nquiet = false\n");
        assertEquals("", ok("backup", tree.toString()).out());
        assertFalse(ok("backup", tree.toString(), "--profile", "loud").out().isEmpty());
        person.with("HOLDFAST_QUIET", "no");
        assertFalse(ok("backup", tree.toString()).out().isEmpty());
    }

    @Test
    void optionsOfEveryCommandMayStandInOnesTable() throws IOException {
        write("[backup]\nquiet = true\n");
        assertEquals("", ok("backup", tree.toString()).out());
        assertTrue(ok("snapshots").out().contains("1 snapshots"));
        write("[key.list]\njson = true\n");
        assertTrue(ok("key", "list").out().startsWith("{"));
    }

    @Test
    void theFileCanNameWhatIsBackedUpAndWhere() throws IOException {
        Files.createDirectories(person.home().resolve("Documents/sub"));
        write("""
                repository = "~/elsewhere"
                [backup]
                source = ["~/Documents"]
                """);
        ok("init");
        assertTrue(Files.exists(person.home().resolve("elsewhere/holdfast.json")));
        assertTrue(ok("backup").out().contains(person.home() + "/Documents\n"));
        var typed = ok("backup", tree.toString()).out();
        assertFalse(typed.contains("Documents"), typed);
    }

    @Test
    void aFileCanBeNamed() throws IOException {
        var other = Files.writeString(directory.resolve("other.toml"), "[backup]\nhost = 'x'\n");
        write("[backup]\nhost = 'y'\n");
        assertEquals("x", host("--config", other.toString()));
        assertEquals("x", host("--config=" + other));
        person.with("HOLDFAST_CONFIG", other.toString());
        assertEquals("x", host());
        usage(person.run("snapshots", "--config", directory + "/none"), "none");
    }

    @Test
    void whatNobodyKnowsIsRefusedWithItsLine() throws IOException {
        refused("\nexclud = 1\n", "line 2", "exclud");
        refused("exclude = ['a']\n", "line 1", "exclude");
        refused("[backup]\n\nexclud = ['a']\n", "line 3", "exclud");
        refused("[backupp]\n", "line 1", "backupp");
        refused("[profile.x.backup]\nexclud = ['a']\n", "line 2", "exclud");
        refused("profile = 'x'\n", "line 1", "profile");
        refused("backup = 'x'\n", "line 1", "backup");
        refused("config = 'x'\n", "line 1", "config");
        refused("quiet = 'yes'\n", "line 1", "true or false");
        refused("repository = true\n", "line 1", "repository");
        refused("repository = ['a', 'b']\n", "line 1", "repository");
        refused("[backup]\nexclude = [\n'a',\n{}]\n", "line 4", "exclude");
        refused("limit-upload = 'much'\n", "line 1", "much");
        refused("quiet =\n", "line 1", "no value");
    }

    @Test
    void aProfileThatIsNotThereIsRefused() throws IOException {
        usage(person.run("snapshots", "--profile", "p"), "no configuration file");
        write("[profile.q]\n");
        usage(person.run("snapshots", "--profile", "p"), "\"p\"");
        assertTrue(person.run("snapshots", "--profile", "p").error().contains("q"));
    }

    @Test
    void theExampleInTheManualIsOne() throws IOException {
        var page = Project.read("docs/manual/configuration.md");
        var example = page.substring(page.indexOf("```toml\n") + 8);
        example = example.substring(0, example.indexOf("```"));
        write(example.replace("/mnt", directory.toString()).replace("/srv", directory.toString()));
        for (var name : List.of("home/Documents", "home/Pictures", "work")) {
            Files.createDirectories(directory.resolve(name));
        }
        ok("init");
        assertEquals(2, ok("backup", "--json").out().lines().count());
        ok("init", "--profile", "work");
        assertEquals(
                3, ok("--profile", "work", "backup", "--json").out().lines().count());
        assertEquals(2, ok("snapshots", "-q").out().lines().count());
    }

    @Test
    void aSpoiledFileLeavesHelpAlone() throws IOException {
        write("?");
        ok("--help");
        ok("backup", "--help");
        ok("--version");
        ok("help", "backup");
        ok("completion");
    }

    @Test
    void withoutAFileNoReaderOfFilesIsLoaded() throws Exception {
        assertFalse(loadedClasses().contains("dev.holdfast.app.config.Toml"));
        write("quiet = true\n");
        assertTrue(loadedClasses().contains("dev.holdfast.app.config.TomlReader"));
    }

    /// What a process of its own loads to find no repository.
    private String loadedClasses() throws Exception {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-verbose:class",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.holdfast.app.Main",
                "snapshots");
        builder.environment().clear();
        builder.environment().put("HOME", person.home().toString());
        var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(ExitCode.NO_REPOSITORY.number(), process.waitFor());
        return said;
    }

    private void refused(String text, String... parts) throws IOException {
        write(text);
        usage(person.run("backup", tree.toString()), parts);
        assertFalse(Files.exists(person.repository()), text);
    }

    private static void usage(CommandRun.Ended ended, String... parts) {
        assertEquals(ExitCode.USAGE, ended.code(), ended.error());
        for (var part : parts) assertTrue(ended.error().contains(part), ended.error());
    }

    private void write(String text) throws IOException {
        Files.writeString(config, text);
    }

    /// The host that a backup runs under: the snapshot's name begins with it.
    private String host(String... options) {
        var arguments = new java.util.ArrayList<>(List.of("backup", "--json", tree.toString()));
        arguments.addAll(List.of(options));
        var json = ok(arguments.toArray(String[]::new)).out();
        int at = json.indexOf("\"name\":\"") + 8;
        return json.substring(at, json.indexOf('-', at));
    }

    private List<String> backedUp(String... options) {
        var arguments = new java.util.ArrayList<>(List.of("backup", tree.toString()));
        arguments.addAll(List.of(options));
        ok(arguments.toArray(String[]::new));
        var prefix = tree + "/";
        return ok("ls", "latest")
                .out()
                .lines()
                .map(line -> line.substring(line.indexOf(prefix) + prefix.length()))
                .toList();
    }

    private CommandRun.Ended ok(String... arguments) {
        var ended = person.run(arguments);
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        return ended;
    }
}
