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
/// that must not go into a backup: the repository, the local state. Extended attributes come
/// by name, so that equal files give equal archives; with `attributesAsListed`, in the order
/// of their file system, which is what Proxmox's programs keep.
public record FileTreeOptions(
        boolean oneFileSystem,
        ExcludeList excludes,
        List<ByteString> ignoreFiles,
        List<DirectoryMark> marks,
        long sizeMax,
        @Nullable FileList only,
        List<ByteString> own,
        boolean attributesAsListed) {

    /// Everything, on all file systems.
    public static final FileTreeOptions ALL = new FileTreeOptions(
            false, ExcludeList.EMPTY, List.of(), List.of(), Long.MAX_VALUE, null, List.of());

    /// Everything, with attributes in the order of their file system.
    public static final FileTreeOptions ALL_AS_LISTED = new FileTreeOptions(
            false, ExcludeList.EMPTY, List.of(), List.of(), Long.MAX_VALUE, null, List.of(), true);

    /// With attributes by name.
    public FileTreeOptions(
            boolean oneFileSystem,
            ExcludeList excludes,
            List<ByteString> ignoreFiles,
            List<DirectoryMark> marks,
            long sizeMax,
            @Nullable FileList only,
            List<ByteString> own) {
        this(oneFileSystem, excludes, ignoreFiles, marks, sizeMax, only, own, false);
    }

    public FileTreeOptions {
        if (sizeMax < 0) throw new IllegalArgumentException("no file has " + sizeMax + " bytes");
        ignoreFiles = List.copyOf(ignoreFiles);
        marks = List.copyOf(marks);
        own = List.copyOf(own);
    }
}
