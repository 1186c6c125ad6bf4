package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Options of a walk, one by one.
final class Options {

    private boolean oneFileSystem;
    private ExcludeList excludes = ExcludeList.EMPTY;
    private final List<ByteString> ignoreFiles = new ArrayList<>();
    private final List<DirectoryMark> marks = new ArrayList<>();
    private long sizeMax = Long.MAX_VALUE;
    private @Nullable FileList only;
    private List<ByteString> own = List.of();

    Options oneFileSystem() {
        oneFileSystem = true;
        return this;
    }

    Options excludes(ExcludeList list) {
        excludes = list;
        return this;
    }

    Options excludes(String... lines) {
        var all = Arrays.stream(lines).map(ByteString::utf8).toList();
        return excludes(ExcludeList.of(ByteString.utf8("/"), all));
    }

    Options ignoreFiles(String... names) {
        for (var name : names) ignoreFiles.add(ByteString.utf8(name));
        return this;
    }

    Options mark(DirectoryMark mark) {
        marks.add(mark);
        return this;
    }

    Options sizeMax(long size) {
        sizeMax = size;
        return this;
    }

    Options only(FileList list) {
        only = list;
        return this;
    }

    Options own(ByteString... paths) {
        own = List.of(paths);
        return this;
    }

    FileTreeOptions build() {
        return new FileTreeOptions(oneFileSystem, excludes, ignoreFiles, marks, sizeMax, only, own);
    }
}
