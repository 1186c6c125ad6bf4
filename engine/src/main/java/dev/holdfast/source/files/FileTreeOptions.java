package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What of a directory tree is taken.
///
/// `excludes` win over ignore files; `ignoreFiles` are the names of files that exclude what
/// is beside and beneath them. The contents of directories marked by one of `marks` are left
/// out, but for the mark. Regular files of more than `sizeMax` bytes are left out. With
/// `only`, nothing else is looked at, and excludes still hold. `own` are paths of directories
/// that must not go into a backup: the repository, the local state.
public record FileTreeOptions(
        boolean oneFileSystem,
        ExcludeList excludes,
        List<ByteString> ignoreFiles,
        List<DirectoryMark> marks,
        long sizeMax,
        @Nullable FileList only,
        List<ByteString> own) {

    /// Everything, on all file systems.
    public static final FileTreeOptions ALL = new FileTreeOptions(
            false, ExcludeList.EMPTY, List.of(), List.of(), Long.MAX_VALUE, null, List.of());

    public FileTreeOptions {
        if (sizeMax < 0) throw new IllegalArgumentException("no file has " + sizeMax + " bytes");
        ignoreFiles = List.copyOf(ignoreFiles);
        marks = List.copyOf(marks);
        own = List.copyOf(own);
    }
}
