package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

final class ExitCodeTest {

    @Test
    void thePageListsTheCodesAndNoOthers() throws IOException {
        var page = Path.of(System.getProperty("holdfast.root"), "docs/manual/exit-codes.md");
        var listed = new TreeMap<Integer, String>();
        for (var line : Files.readAllLines(page)) {
            var cells = line.split("\\|", -1);
            if (cells.length == 4 && cells[1].strip().matches("[0-9]+")) {
                listed.put(Integer.valueOf(cells[1].strip()), cells[2].strip());
            }
        }
        var codes = new TreeMap<Integer, String>();
        for (var code : ExitCode.values()) codes.put(code.number(), code.meaning());
        assertEquals(codes, listed);
    }

    @Test
    void everyCheckedExceptionOfOursHasACodeThatIsNotABug() throws ClassNotFoundException {
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.holdfast");
        int found = 0;
        for (JavaClass type : classes) {
            if (!type.isAssignableTo(IOException.class)) continue;
            found++;
            assertNotEquals(ExitCode.BUG, ExitCode.ofType(type.reflect()), type.getName());
        }
        assertNotEquals(0, found);
    }
}
