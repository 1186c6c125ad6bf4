package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;

final class DoctorCommandTest {

    @TempDir
    private Path directory;

    private CommandRun command;
    private Path identity;

    @BeforeEach
    void backUp() throws IOException {
        command = new CommandRun(Files.createDirectory(directory.resolve("home")));
        identity = command.home().resolve(".config/holdfast/identity.txt");
        var tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("a"), "alpha");
        var ended = command.run("backup", tree.toString());
        assertEquals(ExitCode.OK, ended.code(), ended.error());
    }

    @Test
    void aHealthyHostEndsWithZero() {
        var ended = command.run("doctor");
        assertEquals(ExitCode.OK, ended.code(), ended.out());
        assertTrue(ended.out().contains("nothing needs attention"), ended.out());
        assertFalse(ended.out().lines().anyMatch(line -> line.startsWith("!")), ended.out());
        assertTrue(ended.out().contains("identity.txt opens the repository"), ended.out());
        var json = command.run("doctor", "--json");
        assertTrue(json.out().startsWith("{\"attention\":0,"), json.out());
    }

    @Test
    void aWriterWhomNobodyHasAdmittedIsNamedUntilItIsAdmitted() throws IOException {
        var host = new CommandRun(Files.createDirectory(directory.resolve("host")));
        var place = command.repository().toString();
        var tree = directory.resolve("tree").toString();
        assertEquals(ExitCode.OK, host.run("backup", "-r", place, tree).code());
        var ended = command.run("doctor");
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        assertTrue(ended.out().contains("· writers       1 snapshots"), ended.out());
        var listed = command.run("snapshots", "--json").out();
        var writer = Pattern.compile("\"trusted\":false,\"writer\":\"([0-9a-f]{64})\"")
                .matcher(listed);
        assertTrue(writer.find(), listed);
        assertEquals(ExitCode.OK, command.run("key", "admit", writer.group(1)).code());
        var admitted = command.run("doctor");
        assertEquals(ExitCode.OK, admitted.code(), admitted.error());
        assertFalse(admitted.out().contains("writers"), admitted.out());
    }

    @Test
    void aPrivateKeyOnAHostThatOnlyBacksUpNeedsAttention() throws IOException {
        assertNeeds("keys", "doctor", "--backup-only");
        Files.delete(identity);
        assertEquals(ExitCode.OK, command.run("doctor", "--backup-only").code());
        assertEquals(ExitCode.OK, command.run("doctor").code());
    }

    @Test
    void anIdentityThatOthersCanReadNeedsAttention() throws IOException {
        Files.setPosixFilePermissions(identity, PosixFilePermissions.fromString("rw-r--r--"));
        assertNeeds("keys", "doctor");
    }

    @Test
    void anIdentityThatOpensNothingNeedsAttention() throws IOException {
        var stranger = new CommandRun(Files.createDirectory(directory.resolve("stranger")));
        assertEquals(ExitCode.OK, stranger.run("init").code());
        Files.copy(
                stranger.home().resolve(".config/holdfast/identity.txt"),
                identity,
                StandardCopyOption.REPLACE_EXISTING);
        assertNeeds("keys", "doctor");
        Files.writeString(identity, "no key at all\n");
        assertNeeds("keys", "doctor");
    }

    @Test
    void aRepositoryThatIsNotThereNeedsAttention() {
        var ended =
                command.run("doctor", "--repository", directory.resolve("no").toString());
        assertEquals(ExitCode.PARTIAL, ended.code());
        assertTrue(ended.out().contains("! repository"), ended.out());
        assertTrue(ended.out().contains("holdfast init"), ended.out());
    }

    @Test
    void aMisspeltVariableIsNamedWithTheOneThatWasMeant() {
        command.with("HOLDFAST_REPOSITRY", "/nowhere");
        assertNeeds("variables", "doctor");
        var doctor = command.run("doctor");
        assertTrue(doctor.out().contains("did you mean HOLDFAST_REPOSITORY?"), doctor.out());
        assertEquals("", doctor.error());
        for (var arguments : new String[][] {{"snapshots"}, {"info", "--json"}, {"ls", "latest"}}) {
            var ended = command.run(arguments);
            assertEquals(ExitCode.OK, ended.code());
            assertEquals(1, ended.error().lines().count(), ended.error());
            assertTrue(ended.error().contains("HOLDFAST_REPOSITRY"), ended.error());
        }
    }

    @Test
    void variablesOfOtherCommandsAndEmptyOnesAreNoMistake() {
        command.with("HOLDFAST_KEEP_DAILY", "7")
                .with("HOLDFAST_DEBUG", "")
                .with("HOLDFAST_NOTHING", "")
                .with("OTHER", "x");
        for (var arguments : new String[][] {{"snapshots"}, {"key", "list"}, {"doctor"}}) {
            var ended = command.run(arguments);
            assertEquals(ExitCode.OK, ended.code(), ended.out());
            assertEquals("", ended.error());
        }
        command.with("HOLDFAST_XYZZY", "1");
        var ended = command.run("snapshots");
        assertFalse(ended.error().contains("did you mean"), ended.error());
    }

    @Test
    void everyMistakeInTheConfigurationFileIsListed() throws IOException {
        var config = identity.resolveSibling("config.toml");
        Files.writeString(config, """
                limit-upload = "1MiB"
                [backup]
                exclud = "x"
                [prune]
                fence = 7
                dry-run = "perhaps"
                """);
        var ended = command.run("doctor");
        assertEquals(ExitCode.PARTIAL, ended.code());
        assertTrue(ended.out().contains("\"exclud\" is no option of holdfast backup"), ended.out());
        assertTrue(ended.out().contains("\"dry-run\" is not true or false"), ended.out());
        Files.writeString(config, "no TOML");
        assertNeeds("configuration", "doctor");
        Files.writeString(config, "[backup]\nexclude = \"x\"\n");
        assertEquals(ExitCode.OK, command.run("doctor").code());
    }

    private void assertNeeds(String topic, String... arguments) {
        var ended = command.run(arguments);
        assertEquals(ExitCode.PARTIAL, ended.code(), ended.out() + ended.error());
        var topics = ended.out()
                .lines()
                .filter(line -> line.startsWith("! "))
                .map(line -> line.substring(2, line.indexOf(' ', 2)))
                .distinct()
                .toList();
        assertEquals(List.of(topic), topics, ended.out());
    }
}
