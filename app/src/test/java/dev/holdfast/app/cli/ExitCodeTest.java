package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import dev.holdfast.app.Project;
import dev.holdfast.format.CorruptDataException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeSet;

/// Holds the exit codes to the manual, and every exception of ours to an exit code.
class ExitCodeTest {

    @Test
    void theManualListsWhatTheEnumHas() throws IOException {
        var page = new StringBuilder("""
                # Exit codes

                A script may rely on these numbers. Standard error says the rest: one sentence
                `holdfast: what, where`, then often `hint: …`.

                | code | means | for example |
                |---|---|---|
                """);
        for (var code : ExitCode.values()) {
            page.append(
                    "| %d | %s | %s |\n".formatted(code.number(), code.meaning(), examples(code)));
        }
        page.append("""

                With 3, what was done is complete but for the things listed: a snapshot with
                notices is a snapshot, and the rest of a restored tree is there. With any other
                code than 0 and 3 do not rely on the result.

                Another signal than that of Ctrl-C ends a run in the same way, with 128 and its
                number: 143 after SIGTERM, 129 after SIGHUP.

                A backup whose standard output is closed goes on: its work is worth more than its
                account. A listing stops, with 141, as other programs do when `head` has enough.

                After 70 a file with the details is named; with `HOLDFAST_DEBUG=1` they are
                printed instead, for any failure.
                """);
        Project.assertGolden("docs/manual/exit-codes.md", page.toString());
    }

    @Test
    void everyExceptionOfOursHasALine() {
        var unmapped = new TreeSet<String>();
        for (var type : exceptions()) {
            var reflected = type.reflect();
            boolean mapped = ExitCode.Mapping.TYPES.containsKey(reflected)
                    || reflected == CommandException.class;
            if (!mapped) unmapped.add(type.getName());
        }
        assertEquals(new TreeSet<String>(), unmapped, "ExitCode.Mapping");
    }

    @Test
    void anUncheckedWrapperDoesNotHideWhatHappened() {
        var wrapped = new UncheckedIOException(new CorruptDataException("pack 3f2a…"));
        assertEquals(ExitCode.FAILED, ExitCode.of(wrapped));
    }

    @Test
    void whatNobodyMeantToThrowIsABug() {
        assertEquals(ExitCode.BUG, ExitCode.of(new IllegalStateException()));
        assertEquals(ExitCode.BUG, ExitCode.of(new StackOverflowError()));
    }

    @Test
    void tooLittleMemoryIsNoBugWhereverItIsMissed() {
        assertEquals(ExitCode.FAILED, ExitCode.of(new OutOfMemoryError()));
        var wrapped = new IllegalStateException(new OutOfMemoryError("Java heap space"));
        assertEquals(ExitCode.FAILED, ExitCode.of(wrapped));
        var missing = new NoClassDefFoundError("Could not initialize class a.B");
        missing.initCause(new ExceptionInInitializerError(
                "Exception java.lang.OutOfMemoryError: Java heap space [in thread \"main\"]"));
        assertEquals(ExitCode.FAILED, ExitCode.of(missing));
    }

    private static String examples(ExitCode code) {
        return switch (code) {
            case OK -> "a backup of everything that was asked for";
            case FAILED ->
                "the disk is full; memory is too small; a pack is damaged; a file to print is not there";
            case USAGE -> "an option that does not exist; `HOLDFAST_JSON=perhaps`";
            case PARTIAL -> "a file could not be read; `verify` found damage; `doctor` has advice";
            case NO_REPOSITORY -> "`--repository` names an empty directory";
            case IN_USE -> "another backup to this repository runs on this host";
            case WRONG_KEY -> "the identity opens none of the repository's keys; its owner changed";
            case NEWER_FORMAT -> "the repository was made by a newer Holdfast";
            case BUG -> "nothing you did";
            case INTERRUPTED -> "Ctrl-C; the next run uses what was stored";
            case OUTPUT_CLOSED -> "`holdfast ls latest \\| head`";
        };
    }

    private static List<JavaClass> exceptions() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.holdfast");
        return classes.stream()
                .filter(type -> type.isAssignableTo(Throwable.class))
                .filter(type -> !type.getName().contains("testkit"))
                .toList();
    }
}
