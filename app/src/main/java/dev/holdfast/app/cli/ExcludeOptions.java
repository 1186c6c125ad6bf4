package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.source.files.DirectoryMark;
import dev.holdfast.source.files.ExcludeList;
import dev.holdfast.source.files.FileList;
import dev.holdfast.source.files.FileTreeOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What of a directory tree is backed up.
public final class ExcludeOptions {

    private static final int LIST_SIZE_MAX = 1 << 30;

    @Option(
            names = {"-e", "--exclude"},
            paramLabel = "PATTERN",
            description = "Leave out what matches, as in .gitignore; /x is anchored at the source;"
                    + " !x takes back in. May be given several times.")
    private List<ByteString> excludes = new ArrayList<>();

    @Option(
            names = "--exclude-file",
            paramLabel = "FILE",
            description = "Take patterns from a file, one a line.")
    private List<Path> excludeFiles = new ArrayList<>();

    @Option(
            names = "--ignore-file",
            paramLabel = "NAME",
            description = "Files of this name in the tree hold patterns for their directory."
                    + " Default: .holdfastignore and .pxarexclude; an empty name turns that off.")
    private @Nullable List<ByteString> ignoreFiles;

    @Option(
            names = "--exclude-caches",
            description = "Leave out what is in directories with a CACHEDIR.TAG, but the tag.")
    private boolean excludeCaches;

    @Option(
            names = "--exclude-if-present",
            paramLabel = "NAME",
            description =
                    "Leave out what is in directories that have a file of this name, but the file.")
    private List<ByteString> excludeIfPresent = new ArrayList<>();

    @Option(
            names = "--exclude-larger-than",
            paramLabel = "SIZE",
            description = "Leave out files larger than this: 100MiB.")
    private @Nullable ByteSize largerThan;

    @Option(
            names = "--one-file-system",
            description = "Stay on the file system of the source; mount points are kept, empty.")
    private boolean oneFileSystem;

    @Option(
            names = "--files-from",
            paramLabel = "FILE",
            description = "Only the paths in a file, one a line; - is standard input.")
    private @Nullable String filesFrom;

    @Option(
            names = "--files-from-0",
            paramLabel = "FILE",
            description = "Only the paths in a file, each ended by a NUL byte.")
    private @Nullable String filesFromZero;

    private final List<ByteString> listed = new ArrayList<>();

    /// The options for a source with root `root`; `own` are directories of Holdfast itself.
    FileTreeOptions of(ByteString root, List<ByteString> own, InputStream in) throws IOException {
        var marks = new ArrayList<DirectoryMark>();
        if (excludeCaches) marks.add(DirectoryMark.CACHE);
        for (var name : excludeIfPresent) marks.add(mark(name));
        return new FileTreeOptions(
                oneFileSystem,
                ExcludeList.of(root, lines()),
                ignoreFileNames(),
                marks,
                largerThan == null ? Long.MAX_VALUE : largerThan.bytes(),
                fileList(root, in),
                own);
    }

    /// Whether only what a list names is taken.
    boolean takesList() {
        return filesFrom != null || filesFromZero != null;
    }

    /// Canonical JSON of what decides which entries are in, kept with the snapshot.
    String canonical() throws IOException {
        var json = Json.object();
        var lines = lines();
        if (!lines.isEmpty()) json = json.with("exclude", texts(lines));
        json = json.with("ignore_files", texts(ignoreFileNames()));
        if (excludeCaches) json = json.with("exclude_caches", Json.of(true));
        if (!excludeIfPresent.isEmpty())
            json = json.with("exclude_if_present", texts(excludeIfPresent));
        if (largerThan != null)
            json = json.with("exclude_larger_than", Json.of(largerThan.bytes()));
        if (oneFileSystem) json = json.with("one_file_system", Json.of(true));
        if (takesList()) json = json.with("files_from", Json.of(true));
        return json.canonical();
    }

    private List<ByteString> lines() throws IOException {
        var lines = new ArrayList<>(excludes);
        for (var file : excludeFiles) {
            lines.addAll(ExcludeList.lines(ByteString.ofOwned(Files.readAllBytes(file))));
        }
        return lines;
    }

    private List<ByteString> ignoreFileNames() {
        if (ignoreFiles == null) {
            return List.of(ByteString.utf8(".holdfastignore"), ByteString.utf8(".pxarexclude"));
        }
        return ignoreFiles.stream().filter(name -> !name.isEmpty()).toList();
    }

    private @Nullable FileList fileList(ByteString root, InputStream in) throws IOException {
        return takesList() ? FileList.of(root, listed(in)) : null;
    }

    /// What the lists name, read once: standard input does not come again for the next source.
    private List<ByteString> listed(InputStream in) throws IOException {
        if (!listed.isEmpty()) return listed;
        if (filesFrom != null) listed.addAll(FileList.paths(read(filesFrom, in), '\n'));
        if (filesFromZero != null) listed.addAll(FileList.paths(read(filesFromZero, in), 0));
        if (listed.isEmpty()) {
            throw CommandException.usage(
                    "--files-from: the list is empty, so there is nothing to back up", null);
        }
        return listed;
    }

    private static ByteString read(String file, InputStream in) throws IOException {
        if (file.equals("-")) return ByteString.ofOwned(in.readNBytes(LIST_SIZE_MAX));
        return ByteString.ofOwned(Files.readAllBytes(CommandLineBytes.path(file)));
    }

    private static DirectoryMark mark(ByteString name) throws CommandException {
        try {
            return DirectoryMark.present(name);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--exclude-if-present: no file is called " + name, null);
        }
    }

    private static Json texts(List<ByteString> lines) {
        return Json.array(lines.stream().map(line -> Json.of(line.toString())).toList());
    }
}
