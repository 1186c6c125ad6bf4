package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.PxarAccessor;
import dev.holdfast.format.pxar.PxarDirectory;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.Timestamp;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Walks a place of an archive beside the target and decides what is to be written. Reads
/// only.
final class Planner {

    /// The number of a directory that is not in the plan, because nothing in it is yet.
    private static final int NOT_YET = -1;

    private final PxarAccessor tree;
    private final RestoreRequest request;
    private final Consumer<RestoreNotice> notices;
    private final RestorePlan plan = new RestorePlan();
    /// Holdfast's own directories, and all that they are in.
    private final Set<TargetIdentity> own = new HashSet<>();

    /// Only they themselves: nothing in them is removed.
    private final Set<TargetIdentity> untouched = new HashSet<>();

    private final Deque<Level> levels = new ArrayDeque<>();

    /// The directory of the archive whose contents go into the base.
    private ByteString base = ByteString.EMPTY;

    /// A directory of the archive that is being walked, and what is there in the target.
    private static final class Level {

        private final PxarDirectory directory;
        private final PxarDirectory.Children children;
        private final @Nullable Level above;
        private final ByteString path;
        private final @Nullable TargetDirectory target;
        private final boolean wanted;
        private final boolean withMetadata;
        private final boolean sweep;

        /// Names in the target that the walk has not met; null if they do not matter.
        private final @Nullable Set<ByteString> surplus;

        /// Names of ours in the target that the walk has not met.
        private final Set<ByteString> unfinished = new HashSet<>();

        private int number = NOT_YET;

        Level(
                PxarDirectory directory,
                @Nullable Level above,
                ByteString path,
                @Nullable TargetDirectory target,
                boolean wanted,
                boolean withMetadata,
                boolean sweep)
                throws IOException {
            this.directory = directory;
            this.children = directory.children();
            this.above = above;
            this.path = path;
            this.target = target;
            this.wanted = wanted;
            this.withMetadata = withMetadata;
            this.sweep = sweep;
            var names = wanted && target != null ? names(target, sweep) : List.<ByteString>of();
            this.surplus = sweep && wanted && target != null ? new HashSet<>(names) : null;
            for (var name : names) if (TreeWriter.isTemporaryName(name)) unfinished.add(name);
        }

        /// A directory that cannot be listed has nothing to sweep, unless that was asked for.
        private static List<ByteString> names(TargetDirectory target, boolean sweep)
                throws IOException {
            try {
                return target.names();
            } catch (SysException e) {
                if (sweep) throw e;
                return List.of();
            }
        }

        @Nullable
        Stat find(ByteString name) throws IOException {
            return target == null ? null : target.find(name);
        }
    }

    private Planner(PxarAccessor tree, RestoreRequest request, Consumer<RestoreNotice> notices) {
        this.tree = tree;
        this.request = request;
        this.notices = notices;
    }

    /// Plans what goes into the directory `base` of the target, null if it is not there.
    /// `withMetadata` says whether it is to get that of the place.
    static RestorePlan plan(
            PxarAccessor tree,
            RestoreRequest request,
            @Nullable TargetDirectory base,
            boolean withMetadata,
            Consumer<RestoreNotice> notices)
            throws IOException, InterruptedException {
        var planner = new Planner(tree, request, notices);
        if (request.delete()) planner.findOwn();
        try {
            planner.run(base, withMetadata);
        } catch (ArithmeticException e) {
            throw new CorruptDataException("the sizes of all files exceed 2^63", e);
        }
        return planner.plan;
    }

    private void run(@Nullable TargetDirectory target, boolean withMetadata)
            throws IOException, InterruptedException {
        var directory = tree.root();
        var place = request.place();
        PxarEntry entry = directory.entry();
        boolean wanted = request.selection().isIncluded(ByteString.EMPTY, true);
        var parent = directory;
        for (int from = 0; from < place.length(); ) {
            int slash = place.indexOf('/', from);
            int to = slash < 0 ? place.length() : slash;
            parent = directory;
            entry = directory.find(place.substring(from, to));
            if (entry == null) {
                throw new IOException(place + " is not in this snapshot");
            }
            boolean isDirectory = entry instanceof PxarEntry.Directory;
            wanted |= request.selection().isIncluded(place.substring(0, to), isDirectory);
            if (entry instanceof PxarEntry.Directory below) {
                directory = directory.open(below);
            } else if (to < place.length()) {
                throw new IOException(place + " is not in this snapshot");
            }
            from = to + 1;
        }
        if (entry instanceof PxarEntry.Directory) {
            base = place;
            walk(new Level(
                    directory,
                    null,
                    place,
                    target,
                    wanted,
                    withMetadata,
                    request.delete() && isSwept(target)));
        } else {
            plan.addDirectory(RestorePlan.NONE, RestorePlan.ROOT_PARENT, false);
            int above = Math.max(0, place.length() - entry.name().length() - 1);
            base = place.substring(0, above);
            var level = new Level(parent, null, base, target, wanted, false, false);
            level.number = 0;
            item(level, entry);
            sweepUnfinished(level);
        }
    }

    private void walk(Level root) throws IOException, InterruptedException {
        number(root);
        levels.push(root);
        while (!levels.isEmpty()) {
            if (Thread.interrupted()) throw new InterruptedException("restore");
            var level = levels.getFirst();
            var child = level.children.next();
            if (child == null) {
                sweep(level);
                levels.pop();
            } else if (child instanceof PxarEntry.Directory directory) {
                directory(level, directory);
            } else {
                item(level, child);
            }
        }
    }

    private void directory(Level above, PxarEntry.Directory entry) throws IOException {
        var path = above.path.child(entry.name());
        meet(above, entry.name());
        if (request.selection().isExcluded(path, true)) return;
        boolean wanted = above.wanted || request.selection().isIncluded(path, true);
        var stat = above.find(entry.name());
        TargetDirectory target = null;
        if (stat != null && stat.isDirectory() && above.target != null) {
            target = above.target.findDirectory(entry.name());
        } else if (stat != null && !request.overwrite().replaces()) {
            if (wanted) {
                tell(
                        path,
                        "something that is no directory is in the way, and nothing below it"
                                + " was restored");
            }
            return;
        }
        boolean withMetadata = stat == null
                || request.overwrite().replaces()
                || isOlder(stat, entry.metadata().mtime());
        if (stat != null && request.overwrite() == Overwrite.NEVER) withMetadata = false;
        var level = new Level(
                above.directory.open(entry),
                above,
                path,
                target,
                wanted,
                withMetadata,
                above.sweep && isSwept(target));
        if (wanted) number(level);
        levels.push(level);
    }

    private void item(Level level, PxarEntry entry) throws IOException {
        var path = level.path.child(entry.name());
        meet(level, entry.name());
        if (request.selection().isExcluded(path, false)) return;
        if (!level.wanted && !request.selection().isIncluded(path, false)) return;
        var stat = level.find(entry.name());
        if (stat != null && stat.isDirectory()) {
            if (!level.sweep || !request.overwrite().replaces() || level.target == null) {
                tell(path, "a directory is in the way");
                return;
            }
            if (!remove(level, level.target, entry.name(), stat)) return;
            stat = null;
        }
        switch (entry) {
            case PxarEntry.Directory _ -> throw new IllegalStateException("a directory");
            case PxarEntry.RegularFile file -> file(level, file, stat);
            case PxarEntry.Hardlink link -> link(level, link, stat);
            case PxarEntry.Symlink _, PxarEntry.Device _, PxarEntry.Fifo _, PxarEntry.Socket _ -> {
                if (isWanted(((PxarEntry.Inode) entry).metadata().mtime(), stat)) {
                    plan.addOther(entry.position(), number(level));
                } else {
                    plan.keep();
                }
            }
        }
    }

    private void file(Level level, PxarEntry.RegularFile file, @Nullable Stat stat) {
        if (!isWanted(file.metadata().mtime(), stat)) {
            plan.keep();
        } else if (stat != null && hasContent(stat, file)) {
            plan.addTouched(file.position(), number(level));
        } else {
            plan.addFile(file.position(), number(level), file.address(), file.size());
        }
    }

    private void link(Level level, PxarEntry.Hardlink link, @Nullable Stat stat)
            throws IOException {
        var file = tree.follow(link);
        if (!isWanted(file.metadata().mtime(), stat)) {
            plan.keep();
            return;
        }
        int number = number(level);
        var origin = plan.findOrigin(file.position());
        if (origin != null) {
            plan.addLink(link.position(), number, origin);
        } else {
            plan.addFile(link.position(), number, file.address(), file.size());
            plan.addSubstitute(file.position(), link.position(), number);
        }
    }

    /// Whether an entry modified at `mtime` is to be written where `stat` is.
    private boolean isWanted(Timestamp mtime, @Nullable Stat stat) {
        if (stat == null) return true;
        return switch (request.overwrite()) {
            case ALWAYS, IF_CHANGED -> true;
            case IF_NEWER -> isOlder(stat, mtime);
            case NEVER -> false;
        };
    }

    /// A file with other names is never taken for the same: they could be outside the
    /// target, and would get its metadata.
    private boolean hasContent(Stat stat, PxarEntry.RegularFile file) {
        return request.overwrite() == Overwrite.IF_CHANGED
                && stat.isRegularFile()
                && stat.links() == 1
                && stat.size() == file.size()
                && modified(stat).equals(file.metadata().mtime());
    }

    private static boolean isOlder(Stat stat, Timestamp mtime) {
        return modified(stat).compareTo(mtime) < 0;
    }

    private static Timestamp modified(Stat stat) {
        return new Timestamp(stat.mtimeSeconds(), stat.mtimeNanos());
    }

    /// The number of a directory in the plan, where it and those above it now are.
    private int number(Level level) {
        if (level.number != NOT_YET) return level.number;
        var above = level.above;
        int parent = above == null ? RestorePlan.ROOT_PARENT : number(above);
        if (above != null && level.target != null) plan.enter();
        level.number =
                plan.addDirectory(level.directory.entry().position(), parent, level.withMetadata);
        return level.number;
    }

    private static void meet(Level level, ByteString name) {
        level.unfinished.remove(name);
        if (level.surplus != null) level.surplus.remove(name);
    }

    /// Plans to remove what is only in the target. What the selection would have left out
    /// of the snapshot says nothing about the target, and stays.
    private void sweep(Level level) throws IOException {
        sweepUnfinished(level);
        if (level.surplus == null || level.target == null) return;
        for (var name : level.surplus) {
            var stat = level.find(name);
            if (stat == null) continue;
            boolean directory = stat.isDirectory();
            if (request.selection().isExcluded(level.path.child(name), directory)) continue;
            remove(level, level.target, name, stat);
        }
    }

    /// Plans to remove what a restore has left that died where files cannot be without a name,
    /// unless the snapshot has a file of that name.
    private void sweepUnfinished(Level level) throws IOException {
        for (var name : level.unfinished) {
            if (level.target == null || !level.target.hasAbandoned(name)) continue;
            plan.removals.add(new RestorePlan.Removal(level.target, name));
            if (level.surplus != null) level.surplus.remove(name);
        }
    }

    private boolean isSwept(@Nullable TargetDirectory target) {
        return target != null && !untouched.contains(target.identity());
    }

    /// False, with a notice, if it is or has something of Holdfast's own in it.
    private boolean remove(Level level, TargetDirectory from, ByteString name, Stat stat) {
        if (own.contains(TargetIdentity.of(stat))) {
            tell(level.path.child(name), "not removed: Holdfast's own directories are in it");
            return false;
        }
        plan.removals.add(new RestorePlan.Removal(from, name));
        return true;
    }

    private void findOwn() throws SysException {
        for (var path : request.own()) {
            var at = ByteString.utf8("/");
            try {
                for (var name : TargetPath.names(path)) {
                    at = at.child(name);
                    own.add(TargetIdentity.of(SysStat.statPath(at)));
                }
                untouched.add(TargetIdentity.of(SysStat.statPath(at)));
            } catch (SysException e) {
                if (!e.is(Errno.ENOENT)) throw e.at(at);
            }
        }
    }

    private void tell(ByteString path, String detail) {
        int from = base.isEmpty() ? 0 : base.length() + 1;
        var shown = request.below().child(path.substring(from, path.length()));
        notices.accept(new RestoreNotice(shown, RestoreNotice.Kind.MISSING, detail));
    }
}
