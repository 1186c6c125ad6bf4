package dev.holdfast.restore;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Everything a restore will write, as columns of numbers: 28 bytes a regular file.
///
/// An entry is its position in the metadata stream, from where the rest is read when it is
/// needed, and the number of its directory here. Directories are numbered from 0 on, parents
/// before children; number 0 is the one under which everything goes.
final class RestorePlan {

    /// The position of a directory that has no entry, or must keep its own metadata.
    static final long NONE = -1;

    /// The parent of number 0.
    static final int ROOT_PARENT = -1;

    final Longs directories = new Longs();
    final Longs parents = new Longs();

    /// For each directory, where its metadata is, or [#NONE].
    final Longs directoryMetadata = new Longs();

    final Longs files = new Longs();
    final Longs fileDirectories = new Longs();
    final Longs addresses = new Longs();
    final Longs sizes = new Longs();

    /// Files whose content is right.
    final Longs touched = new Longs();
    final Longs touchedDirectories = new Longs();

    final Longs others = new Longs();
    final Longs otherDirectories = new Longs();

    final Longs links = new Longs();
    final Longs linkDirectories = new Longs();
    final Longs linkTargets = new Longs();
    final Longs linkTargetDirectories = new Longs();

    final List<Removal> removals = new ArrayList<>();

    private final Map<Long, Origin> substitutes = new HashMap<>();

    private long bytes;
    private long kept;
    private long entered;

    /// A name to remove, seen from a directory of the target.
    record Removal(TargetDirectory directory, ByteString name) {}

    /// Where something that can be linked to has its name.
    record Origin(long position, int directory) {}

    int addDirectory(long position, int parent, boolean withMetadata) {
        directories.add(position);
        parents.add(parent);
        directoryMetadata.add(withMetadata ? position : NONE);
        return directories.size() - 1;
    }

    void addFile(long position, int directory, long address, long size) {
        files.add(position);
        fileDirectories.add(directory);
        addresses.add(address);
        sizes.add(size);
        bytes = Math.addExact(bytes, size);
    }

    void addTouched(long position, int directory) {
        touched.add(position);
        touchedDirectories.add(directory);
    }

    void addOther(long position, int directory) {
        others.add(position);
        otherDirectories.add(directory);
    }

    void addLink(long position, int directory, Origin target) {
        links.add(position);
        linkDirectories.add(directory);
        linkTargets.add(target.position());
        linkTargetDirectories.add(target.directory());
    }

    /// Says that the file at `target` is not restored under its own name, and that the link
    /// at `position` stands for it.
    void addSubstitute(long target, long position, int directory) {
        substitutes.put(target, new Origin(position, directory));
    }

    void keep() {
        kept++;
    }

    /// Says that a directory below the base is there already.
    void enter() {
        entered++;
    }

    /// Whether number 0 gets the metadata of the entry it stands for.
    boolean baseGetsMetadata() {
        return directories.size() > 0 && directoryMetadata.get(0) != NONE;
    }

    /// Whether everything that will be written is new in the base, so that nothing can be if
    /// the base takes nothing.
    boolean isAllNew() {
        boolean anything = files.size() + others.size() + directories.size() > 1;
        return anything && entered == 0 && touched.size() == 0;
    }

    /// What will be there of the regular file at `position`, null if nothing will.
    @Nullable
    Origin findOrigin(long position) {
        int file = files.find(position);
        if (file >= 0) return new Origin(position, (int) fileDirectories.get(file));
        int same = touched.find(position);
        if (same >= 0) return new Origin(position, (int) touchedDirectories.get(same));
        return substitutes.get(position);
    }

    /// The sizes of all files to write together.
    long bytes() {
        return bytes;
    }

    /// How many entries stay as the target has them.
    long kept() {
        return kept;
    }
}
