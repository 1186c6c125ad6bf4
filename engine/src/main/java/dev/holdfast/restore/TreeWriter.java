package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Writes a tree beneath an open directory.
///
/// Directories are made on the way down, files in any order and from several threads;
/// directories get their metadata when nothing more will happen in them, children before
/// parents. [#finish] comes last. Until then, a file that must not be changed can still be
/// linked to; a run that ends without it leaves such files changeable, nothing else.
///
/// Needs /proc, through which a file that has no name yet gets one, and links and device
/// files their metadata.
public final class TreeWriter implements AutoCloseable {

    private static final ByteString PROC = ByteString.utf8("/proc/self/fd");

    private static final String PREFIX = ".holdfast-";
    private static final String SUFFIX = ".part";
    private static final Pattern TEMPORARY = Pattern.compile("\\.holdfast-[0-9a-f]{16}\\.part");

    final TreeWriterOptions options;
    final InodeWriter inodes;
    final FlagWriter flags;
    final OpenDirectories open;
    final ExactNames exactNames = new ExactNames();

    private final AtomicLong names;
    private final TargetDirectory root;
    private volatile @Nullable Inheritance lastInheritance;
    private final List<LateFlags> lateFlags = new ArrayList<>();

    /// One directory of every file system that the tree reaches.
    private final Map<Long, TargetDirectory> fileSystems = new TreeMap<>();

    private TreeWriter(
            Fd target,
            TargetIdentity identity,
            TreeWriterOptions options,
            Consumer<RestoreNotice> notices) {
        this.options = options;
        this.names = new AtomicLong(options.random().nextLong());
        this.inodes = new InodeWriter(options.owners(), notices);
        this.flags = new FlagWriter(inodes);
        this.open = new OpenDirectories(target);
        this.root = TargetDirectory.root(this, identity);
        noteFileSystem(root);
    }

    /// Writes beneath `target`, which stays open and the caller's. `notices` is told at once,
    /// from the thread that found out.
    public static TreeWriter open(
            Fd target, TreeWriterOptions options, Consumer<RestoreNotice> notices)
            throws IOException {
        try {
            var _ = SysStat.statPath(PROC);
        } catch (SysException e) {
            throw new IOException("files cannot be written without /proc: " + e.reason(), e);
        }
        var stat = SysStat.stat(target);
        return new TreeWriter(target, TargetIdentity.of(stat), options, notices);
    }

    public TargetDirectory root() {
        return root;
    }

    /// Sets what had to wait until everything else was written.
    public void finish() throws IOException {
        synchronized (lateFlags) {
            for (var late : lateFlags) late.apply(this);
            lateFlags.clear();
        }
    }

    /// Makes everything durable, and fails if the kernel lost a part of it on the way to the
    /// disk.
    public void sync() throws IOException {
        for (var directory : fileSystems()) {
            try (var lease = open.lease(directory)) {
                Unistd.syncfs(lease.fd());
            } catch (SysException e) {
                throw e.at(directory.path());
            }
        }
    }

    @Override
    public void close() {
        open.close();
    }

    void defer(LateFlags flags) {
        synchronized (lateFlags) {
            lateFlags.add(flags);
        }
    }

    /// An equal one, the same for all directories in a row: most hand on nothing.
    Inheritance share(Inheritance found) {
        var last = lastInheritance;
        if (last != null && last.equals(found)) return last;
        lastInheritance = found;
        return found;
    }

    void noteFileSystem(TargetDirectory directory) {
        synchronized (fileSystems) {
            fileSystems.putIfAbsent(directory.identity().device(), directory);
        }
    }

    /// A name that nothing has: for what is not complete yet.
    ByteString temporaryName() {
        long number = names.getAndIncrement();
        return ByteString.utf8(PREFIX + HexFormat.of().toHexDigits(number) + SUFFIX);
    }

    /// Whether [#temporaryName] makes such names.
    static boolean isTemporaryName(ByteString name) {
        return name.length() == PREFIX.length() + 16 + SUFFIX.length()
                && name.startsWith(ByteString.utf8(PREFIX))
                && TEMPORARY.matcher(name.toString()).matches();
    }

    /// Goes on with other names: somebody has the one that came next.
    void changeTemporaryNames() {
        synchronized (options) {
            names.set(options.random().nextLong());
        }
    }

    private List<TargetDirectory> fileSystems() {
        synchronized (fileSystems) {
            return List.copyOf(fileSystems.values());
        }
    }
}
