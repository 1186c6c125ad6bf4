package dev.holdfast.app.trust;

import dev.holdfast.app.Launcher;
import dev.holdfast.testkit.Tool;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Holdfast as a process, from what this build has compiled. An AOT cache, made once for
/// each of these, makes it start about as fast as the image does.
final class RealProgram {

    private static final List<String> LIBRARIES = List.of(
            "sqlite-jdbc",
            "zstd-jni",
            "bcprov",
            "slf4j",
            "picocli",
            "format",
            "engine",
            "s3",
            "app");

    private final Path directory;
    private final List<String> java;

    private RealProgram(Path directory, List<String> java) {
        this.directory = directory;
        this.java = java;
    }

    /// Prepares one in `directory`, which is there.
    static RealProgram prepare(Path directory) throws IOException, InterruptedException {
        var cache = directory.resolve("holdfast.aot");
        var java = new ArrayList<String>();
        java.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        java.addAll(Launcher.memoryOptions());
        java.add(Launcher.compilerOption());
        java.addAll(List.of(
                "-Xlog:disable",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + directory,
                "--enable-native-access=ALL-UNNAMED",
                "-DZstdNativePath=" + extract("zstd-jni", "libzstd-jni", directory),
                "-Dorg.sqlite.lib.path=" + directory,
                "-Dorg.sqlite.lib.name="
                        + extract("sqlite-jdbc", "libsqlitejdbc.so", directory).getFileName(),
                "-cp",
                classPath(directory)));
        var program = new RealProgram(directory, java);
        var home = Files.createDirectory(directory.resolve("training"));
        var tree = Files.writeString(home.resolve("file"), "content");
        var training = new ArrayList<>(java);
        training.add(1, "-XX:AOTCacheOutput=" + cache);
        var builder = program.builder(home, training, "backup", tree.toString());
        if (builder.start().waitFor() != 0) {
            throw new IOException("the training run failed: " + program.errors(home));
        }
        java.add(1, "-XX:AOTCache=" + cache);
        return program;
    }

    /// Starts a command of somebody who lives in `home`, behind the words of `prefix`. What it
    /// says is found by [#errors].
    Process start(Path home, List<String> prefix, String... arguments) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(java);
        return builder(home, command, arguments).start();
    }

    /// Starts it with other options for the JVM.
    Process startWith(Path home, List<String> options, String... arguments) throws IOException {
        var command = new ArrayList<>(java);
        // The last one rules, and they come before the class path.
        command.addAll(command.indexOf("-cp"), options);
        return builder(home, command, arguments).start();
    }

    String errors(Path home) throws IOException {
        return Files.readString(home.resolve("stderr"), StandardCharsets.UTF_8);
    }

    private ProcessBuilder builder(Path home, List<String> command, String... arguments) {
        var all = new ArrayList<>(command);
        all.add("dev.holdfast.app.Main");
        all.addAll(List.of(arguments));
        var builder = new ProcessBuilder(all)
                .directory(directory.toFile())
                .redirectOutput(home.resolve("stdout").toFile())
                .redirectError(home.resolve("stderr").toFile());
        builder.environment().clear();
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        return builder;
    }

    /// The class path of this test without the tests, as jars only: an AOT cache takes no
    /// directories.
    private static String classPath(Path directory) throws IOException {
        var jars = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var path = Path.of(entry);
            var name = String.valueOf(path.getFileName());
            if (Files.isDirectory(path) && name.equals("classes")) {
                jars.add(jar(path, directory.resolve("classes" + jars.size() + ".jar"))
                        .toString());
            } else if (!name.endsWith("-tests.jar")
                    && LIBRARIES.stream().anyMatch(name::startsWith)) {
                jars.add(entry);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    /// As in the image: a library that a jar would write to a temporary file at every start.
    private static Path extract(String jar, String library, Path directory) throws IOException {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        var machines = arm ? List.of("aarch64") : List.of("amd64", "x86_64");
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!String.valueOf(Path.of(entry).getFileName()).startsWith(jar)) continue;
            try (var opened = new JarFile(entry)) {
                for (var file : Collections.list(opened.entries())) {
                    var words = List.of(file.getName().toLowerCase(Locale.ROOT).split("/"));
                    boolean right = words.contains("linux")
                            && machines.stream().anyMatch(words::contains)
                            && words.getLast().startsWith(library);
                    if (!right) continue;
                    var target = directory.resolve(words.getLast());
                    try (var in = opened.getInputStream(file)) {
                        Files.copy(in, target);
                    }
                    return target;
                }
            }
        }
        throw new IOException("no jar " + jar + " has " + library);
    }

    private static Path jar(Path classes, Path target) throws IOException {
        try (var all = Files.walk(classes);
                var jar = new JarOutputStream(Files.newOutputStream(target))) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
        return target;
    }

    /// Whether `strace` may make calls of a process fail here.
    static boolean mayInject() throws IOException, InterruptedException {
        if (!Tool.exists("strace")) return false;
        var tried = Tool.run(
                Path.of("/"),
                "strace",
                "-f",
                "--seccomp-bpf",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=fsync",
                "-e",
                "inject=fsync:error=EIO:when=1",
                "true");
        return tried.exitCode() == 0;
    }
}
