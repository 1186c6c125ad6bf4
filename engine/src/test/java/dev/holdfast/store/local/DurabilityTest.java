package dev.holdfast.store.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.format.Sha256;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The order of system calls that makes a put durable, as strace sees it.
final class DurabilityTest {

    private static final Path STRACE = Path.of("/usr/bin/strace");

    /// A call, and the paths in it; strace -y writes them behind descriptors.
    private static final Pattern CALL = Pattern.compile("(?:\\d+ +)?(\\w+)\\((.*)\\) = (\\d+).*");

    private static final byte[] BODY = new byte[300_000];
    private static final BlobKey KEY = BlobKey.pack(Sha256.hash(BODY));

    @TempDir
    Path directory = Path.of("");

    @Test
    void aPutIsOnDiskBeforeItHasItsNameAndItsNameBeforeItIsAcknowledged() throws Exception {
        var parent = "packs/" + KEY.name().substring(0, 2);
        assertEquals(
                List.of(
                        "mkdirat .",
                        "syncfs .",
                        "mkdirat tmp",
                        "fsync .",
                        "pwrite64 tmp/test.0.0",
                        "pwrite64 tmp/test.0.0",
                        "fsync tmp/test.0.0",
                        "mkdirat packs",
                        "fsync .",
                        "mkdirat " + parent,
                        "fsync packs",
                        "linkat " + KEY.path(),
                        "fsync " + parent,
                        "unlinkat tmp/test.0.0",
                        // The second put finds the first and makes sure of it all the same.
                        "fsync " + parent,
                        "unlinkat " + KEY.path(),
                        "fsync " + parent,
                        "unlinkat tmp/test.0.lock"),
                traced());
    }

    private List<String> traced() throws Exception {
        assumeTrue(Files.isExecutable(STRACE), "SKIPPED: no strace to watch the order of calls");
        var log = directory.resolve("strace.log");
        var java = Path.of(System.getProperty("java.home"), "bin/java");
        var store = directory.toRealPath().resolve("store");
        var process = new ProcessBuilder(
                        STRACE.toString(),
                        "-f",
                        "-y",
                        "-o",
                        log.toString(),
                        "-e",
                        "trace=mkdirat,pwrite64,fsync,syncfs,linkat,renameat2,unlinkat",
                        java.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Puts.class.getName(),
                        store.toString())
                .inheritIO()
                .start();
        int exit = process.waitFor();
        assumeTrue(exit == 0 || Files.size(log) > 0, "SKIPPED: strace may not trace here");
        assertEquals(0, exit);
        return calls(Files.readAllLines(log), store + "/");
    }

    /// The calls on files below `store`, each with the last path in it.
    private static List<String> calls(List<String> lines, String store) {
        var calls = new ArrayList<String>();
        for (var line : lines) {
            var call = CALL.matcher(line);
            if (!call.matches()) continue;
            var path = path(call.group(2));
            if ((path + '/').equals(store)) path += "/.";
            if (path.startsWith(store)) {
                calls.add(call.group(1) + " " + path.substring(store.length()));
            }
        }
        return calls;
    }

    /// The file that a call is about: the last descriptor's path, and the name behind it.
    private static String path(String arguments) {
        var last = Pattern.compile(".*<([^>]*)>(?:, \"([^\"]*)\")?[^<>]*").matcher(arguments);
        if (!last.matches()) return arguments;
        var name = last.group(2);
        boolean isName = name != null && name.matches("[0-9A-Za-z.-]+");
        return isName ? last.group(1) + "/" + name : last.group(1);
    }

    /// What is traced: a store is opened, and one blob put, put again and deleted.
    static final class Puts {

        private Puts() {}

        public static void main(String[] arguments) throws IOException {
            var root = Path.of(arguments[0]);
            LocalStore.create(root, "test").close();
            try (var store = LocalStore.open(root, "test")) {
                for (int i = 0; i < 2; i++) {
                    var _ = store.putIfAbsent(KEY, BlobBody.of(BODY));
                }
                store.delete(KEY);
            }
        }
    }
}
