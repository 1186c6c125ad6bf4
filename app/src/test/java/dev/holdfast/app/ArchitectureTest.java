package dev.holdfast.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Holds the compiled classes against the table of rooms in docs/ARCHITECTURE.md.
class ArchitectureTest {

    private static final String OURS = "dev.holdfast.";
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z0-9.]+)` \\| ([^|]*) \\| [^|]+ \\|");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(
                    location -> !location.contains("/testkit/") && !location.contains("-tests.jar"))
            .importPackages("dev.holdfast");

    @Test
    void everyRoomUsesExactlyTheRoomsItsRowNames() throws IOException {
        var table = table();
        var found = found();
        found.replaceAll((room, uses) -> "all".equals(table.get(room)) ? "all" : uses);
        assertEquals(lines(table), lines(found), "docs/ARCHITECTURE.md, table of rooms");
    }

    @Test
    void clockEnvironmentStreamsAndSleepArePassedIn() {
        noClasses()
                .that(resideOutside("app", "app.cli", "flow"))
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .accessField(System.class, "in")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void onlySysAndLibcryptoTouchNativeMemory() {
        noClasses()
                .that(resideOutside("sys"))
                .and()
                .haveNameNotMatching("dev\\.holdfast\\.crypto\\.Libcrypto.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign")
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> resideOutside(String... rooms) {
        var outside = java.util.Set.of(rooms);
        return DescribedPredicate.describe(
                "reside outside " + outside, type -> !outside.contains(room(type)));
    }

    private static SortedMap<String, String> table() throws IOException {
        var rooms = new TreeMap<String, String>();
        for (var line : Project.lines("docs/ARCHITECTURE.md")) {
            var row = ROW.matcher(line);
            if (row.matches()) rooms.put(row.group(1), row.group(2).replace("–", ""));
        }
        return rooms;
    }

    private static SortedMap<String, String> found() {
        var edges = new TreeMap<String, TreeSet<String>>();
        for (var type : CLASSES) {
            var room = room(type);
            if (type.getSimpleName().equals("package-info")) continue;
            var uses = edges.computeIfAbsent(room, _ -> new TreeSet<>());
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                var target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(OURS)) uses.add(room(target));
            }
            uses.remove(room);
        }
        var rooms = new TreeMap<String, String>();
        edges.forEach((room, uses) -> rooms.put(room, String.join(", ", uses)));
        return rooms;
    }

    private static String lines(SortedMap<String, String> rooms) {
        var out = new StringBuilder();
        rooms.forEach(
                (room, uses) -> out.append(room).append(" | ").append(uses).append('\n'));
        return out.toString();
    }

    private static String room(JavaClass type) {
        return type.getPackageName().substring(OURS.length());
    }
}
