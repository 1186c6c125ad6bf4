package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.SpecialTree;
import dev.holdfast.testkit.Tool;
import dev.holdfast.testkit.TreeJudges;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `holdfast pxar` with the reference encoder's archives and real directories.
final class PxarCommandTest {

    private static final Path VECTORS = Path.of("../format/src/test/resources/pxar");

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2-refs"})
    void aSampleExtractedAndCreatedAgainIsTheReferenceArchive(String sample) throws Exception {
        requireRoot();
        try (var scratch = ScratchDirectory.make()) {
            // ext4 keeps attributes in the order they came in; others sort them.
            requireType(scratch.path(), "ext4");
            var archive = again(sample, scratch.path(), scratch.path());
            assertArrayEquals(
                    Files.readAllBytes(VECTORS.resolve("v1.pxar")), Files.readAllBytes(archive));
        }
    }

    @Test
    void onTmpfsOnlyTheOrderOfAttributesDiffers() throws Exception {
        requireRoot();
        var memory = Path.of("/dev/shm");
        requireType(memory, "tmpfs");
        var place = Files.createTempDirectory(memory, "holdfast-test-");
        try (var scratch = ScratchDirectory.make();
                var _ = new ScratchDirectory(place)) {
            var archive = again("v2", scratch.path(), place);
            var run = new CommandRun(scratch.path());
            var listed = run.run("pxar", "list", archive.toString(), "--json");
            assertEquals("", judged(scratch.path(), listed.out(), "unordered"));
            assertEquals(Files.size(VECTORS.resolve("v1.pxar")), Files.size(archive));
        }
    }

    @Test
    void aUserIsToldWhatHeCannotKeep() throws Exception {
        requireRoot();
        try (var scratch = ScratchDirectory.make()) {
            var target = scratch.path().resolve("target");
            Files.createDirectory(target);
            var shell = "chmod 755 . && chown nobody target && chmod 644 v1.pxar";
            Files.copy(VECTORS.resolve("v1.pxar"), scratch.path().resolve("v1.pxar"));
            Tool.run(scratch.path(), "sh", "-c", shell).get();
            var classes = System.getProperty("java.class.path");
            var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
            var ended = Tool.run(
                    scratch.path(),
                    "setpriv",
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    java,
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    classes,
                    "dev.holdfast.app.Main",
                    "pxar",
                    "extract",
                    "v1.pxar",
                    "target");
            assertEquals(ExitCode.PARTIAL.number(), ended.exitCode(), ended.errors());
            assertTrue(ended.errors().contains(": owner: "), ended.errors());
            assertTrue(ended.errors().contains(": not made: "), ended.errors());
            assertTrue(Files.exists(target.resolve("xattr/many")));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTreeWithEverySpecialCaseComesBack(boolean split) throws Exception {
        try (var scratch = ScratchDirectory.make()) {
            var tree = scratch.path().resolve("tree");
            SpecialTree.make(tree, 1, 300);
            var run = new CommandRun(scratch.path());
            var archive = scratch.path().resolve("archive").toString();
            var copy = scratch.path().resolve("copy");
            var create = new ArrayList<>(List.of("pxar", "create", archive, tree.toString()));
            var extract = new ArrayList<>(List.of("pxar", "extract", archive, copy.toString()));
            if (split) {
                var payload = List.of("--payload", archive + ".contents");
                create.addAll(payload);
                extract.addAll(payload);
            }
            var created = run.run(create.toArray(String[]::new));
            assertEquals(ExitCode.OK, created.code(), created.error());
            var extracted = run.run(extract.toArray(String[]::new));
            assertEquals(ExitCode.OK, extracted.code(), extracted.error());
            // pxar has no hard link to a path of more than 4,096 bytes, which is announced.
            assertTrue(created.error().contains("too long for a hard link"), created.error());
            var differences = TreeJudges.judge(tree, copy).stream()
                    .filter(line -> !line.contains(" deep/") || line.length() < 4096)
                    .toList();
            assertEquals(List.of(), differences);
        }
    }

    @Test
    void listingSaysWhatTheReferenceSays() throws Exception {
        for (var arguments :
                List.of(new String[] {"pxar", "list", file("v1.pxar"), "--json"}, new String[] {
                    "pxar", "list", file("v2.mpxar"), "--json", "--payload", file("v2.ppxar")
                })) {
            try (var scratch = ScratchDirectory.make()) {
                var listed = new CommandRun(scratch.path()).run(arguments);
                assertEquals(ExitCode.OK, listed.code(), listed.error());
                assertEquals("", judged(scratch.path(), listed.out(), "ordered"));
            }
        }
    }

    @TestFactory
    List<DynamicTest> aMalformedArchiveIsRefusedWithOneSentence() throws Exception {
        try (var files = Files.list(VECTORS.resolve("bad"))) {
            return files.filter(file -> !file.toString().endsWith(".ppxar"))
                    .filter(file -> !file.getFileName().toString().startsWith("good."))
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> isRefused(file)))
                    .toList();
        }
    }

    @Test
    void anArchiveInItsOwnDirectoryIsNotInItself() throws Exception {
        try (var scratch = ScratchDirectory.make()) {
            Files.writeString(scratch.path().resolve("a"), "content");
            var run = new CommandRun(scratch.path());
            var archive = scratch.path().resolve("new.pxar").toString();
            assertEquals(
                    ExitCode.OK,
                    run.run("pxar", "create", archive, scratch.path().toString())
                            .code());
            var listed = run.run("pxar", "list", archive).out().lines().toList();
            assertEquals(2, listed.size(), listed.toString());
        }
    }

    @Test
    void aFailedCreateKeepsTheOldArchiveAndLeavesNothing() throws Exception {
        try (var scratch = ScratchDirectory.make()) {
            var archive = scratch.path().resolve("old.pxar");
            Files.writeString(archive, "old");
            var missing = scratch.path().resolve("missing").toString();
            var run = new CommandRun(scratch.path());
            var failed = run.run("pxar", "create", archive.toString(), missing);
            assertEquals(ExitCode.FAILED, failed.code());
            assertEquals("old", Files.readString(archive));
            try (var left = Files.list(scratch.path())) {
                assertEquals(List.of(archive), left.toList());
            }
        }
    }

    private static void isRefused(Path file) throws Exception {
        try (var scratch = ScratchDirectory.make()) {
            var arguments = new ArrayList<>(List.of("pxar", "list", file.toString()));
            var payload = Path.of(file.toString().replace(".mpxar", ".ppxar"));
            if (!payload.equals(file)) arguments.addAll(List.of("--payload", payload.toString()));
            var refused = new CommandRun(scratch.path()).run(arguments.toArray(String[]::new));
            boolean tooNew = file.endsWith("version-3.mpxar");
            assertEquals(tooNew ? ExitCode.NEWER_FORMAT : ExitCode.FAILED, refused.code());
            assertTrue(refused.error().startsWith("holdfast: "), refused.error());
            assertFalse(refused.error().contains("\tat "), refused.error());
            long sentences = refused.error()
                    .lines()
                    .filter(line -> !line.startsWith("hint: "))
                    .count();
            assertEquals(1, sentences, refused.error());
        }
    }

    private static String judged(Path place, String listed, String order) throws Exception {
        var lines = place.resolve("listed.jsonl");
        Files.writeString(lines, listed);
        var expected = VECTORS.resolve("expected.jsonl").toAbsolutePath().toString();
        var command = List.of("python3", "-", expected, lines.toString(), order);
        return Tool.run(place, JUDGE.getBytes(StandardCharsets.UTF_8), command).get();
    }

    /// Extracts a sample below `place` and makes an archive of version 1 of that.
    private static Path again(String sample, Path home, Path place) {
        var tree = place.resolve("tree").toString();
        var run = new CommandRun(home);
        var contents = file(sample + ".ppxar");
        var extracted =
                run.run("pxar", "extract", file(sample + ".mpxar"), tree, "--payload", contents);
        assertEquals(ExitCode.OK, extracted.code(), extracted.error());
        var archive = home.resolve("again.pxar");
        var created = run.run("pxar", "create", archive.toString(), tree);
        assertEquals(ExitCode.OK, created.code(), created.error());
        return archive;
    }

    private static void requireType(Path place, String type) throws Exception {
        if (Files.getFileStore(place).type().equals(type)) return;
        System.err.println("SKIPPED: " + place + " is not on " + type);
        Assumptions.abort("not on " + type);
    }

    private static void requireRoot() {
        if ("root".equals(System.getProperty("user.name"))) return;
        System.err.println("SKIPPED: only root can extract device files");
        Assumptions.abort("not root");
    }

    private static String file(String name) {
        return VECTORS.resolve(name).toString();
    }

    /// Turns our lines into the reference's and prints where they differ.
    private static final String JUDGE = """
            import sys, json, datetime
            TYPES = {"block-device": "blockdev", "character-device": "chardev"}
            def raw(o, k):
                if k + "_latin1" in o: return o[k + "_latin1"]
                return o[k].encode().decode("latin-1")
            def theirs(o):
                r = {"path": raw(o, "path"), "kind": TYPES.get(o["type"], o["type"])}
                if "target" in o: r["target"] = raw(o, "target")
                for k in ("size", "major", "minor", "mode", "uid", "gid", "sha256"):
                    if k in o: r[k] = o[k]
                if "capabilities_hex" in o: r["fcaps_hex"] = o["capabilities_hex"]
                if "mtime" in o:
                    t = o["mtime"].rstrip("Z").split(".")
                    d = datetime.datetime.fromisoformat(t[0]) - datetime.datetime(1970, 1, 1)
                    r["mtime"] = d.days * 86400 + d.seconds
                    r["mtime_ns"] = int(t[1].ljust(9, "0")) if len(t) > 1 else 0
                a = o.get("acl", {})
                for ours, other in (("users", "acl_users"), ("groups", "acl_groups"),
                                    ("group", "acl_group_obj"),
                                    ("default_users", "acl_default_users"),
                                    ("default_groups", "acl_default_groups")):
                    if ours in a: r[other] = a[ours]
                d = {n: a.get("default_" + m) for n, m in (("user_obj", "owner"),
                     ("group_obj", "group"), ("other", "other"), ("mask", "mask"))}
                if any(v is not None for v in d.values()): r["acl_default"] = d
                if "xattrs" in o:
                    r["xattrs"] = [{"name": raw(x, "name"), "value_hex": x["value_hex"]}
                                   for x in o["xattrs"]]
                return r
            wanted = [json.loads(l) for l in open(sys.argv[1])]
            got = [theirs(json.loads(l)) for l in open(sys.argv[2], encoding="utf-8")]
            if len(wanted) != len(got): print(len(wanted), "entries, not", len(got))
            if sys.argv[3] == "unordered":
                for e in wanted + got:
                    if "xattrs" in e: e["xattrs"].sort(key=lambda x: x["name"])
            for w, g in zip(wanted, got):
                if w != g: print("want", str(w)[:300], "got", str(g)[:300])
            """;
}
