package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.InodeFlag;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Ioctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Set;

/// Sets the flags of inodes, those of chattr(1) and those of FAT.
///
/// A file gets exactly the flags of its entry, as far as they are known here; flags that are
/// the file system's own business stay.
final class FlagWriter {

    /// Set while the file is empty: some of them decide how content is stored.
    static final Set<InodeFlag> FIRST = EnumSet.noneOf(InodeFlag.class);

    /// Set when the file is complete.
    static final Set<InodeFlag> LAST = EnumSet.noneOf(InodeFlag.class);

    /// With these the file takes no change and no further name.
    static final Set<InodeFlag> LOCKS = EnumSet.of(InodeFlag.APPEND, InodeFlag.IMMUTABLE);

    private static final Set<InodeFlag> FAT = EnumSet.noneOf(InodeFlag.class);

    static {
        for (var flag : InodeFlag.values()) {
            if (flag.isFat()) FAT.add(flag);
            else if (flag.isSetFirst()) FIRST.add(flag);
            else if (!LOCKS.contains(flag)) LAST.add(flag);
        }
    }

    private final InodeWriter inodes;

    FlagWriter(InodeWriter inodes) {
        this.inodes = inodes;
    }

    static boolean hasLocks(long flags) {
        return !wanted(flags, LOCKS).isEmpty();
    }

    /// Whether a file that has the kernel's flags `now` has those of `flags`, an archive's, in
    /// `kinds`.
    static boolean isAsWanted(long now, long flags, Set<InodeFlag> kinds) {
        if (now == Ioctl.UNSUPPORTED) return flags == 0 || wanted(flags, kinds).isEmpty();
        for (var flag : kinds) {
            if (((flags & flag.bit()) != 0) != ((now & flag.linux()) != 0)) return false;
        }
        return true;
    }

    /// Makes the flags in `kinds` those of `flags`, an archive's, and leaves all others.
    void set(Fd file, long flags, Set<InodeFlag> kinds, ByteString path) throws IOException {
        long before = Ioctl.findFlags(file);
        if (before == Ioctl.UNSUPPORTED) {
            tellLost(wanted(flags, kinds), path);
            return;
        }
        long after = before;
        for (var flag : kinds) {
            after = (flags & flag.bit()) != 0 ? after | flag.linux() : after & ~flag.linux();
        }
        if (after == before) return;
        long all = after;
        if (InodeWriter.attempt(() -> Ioctl.setFlags(file, all)) != null) {
            setEach(file, before, after, kinds);
        }
        // A file system may also agree and do nothing.
        long now = Ioctl.findFlags(file);
        var lost = EnumSet.noneOf(InodeFlag.class);
        for (var flag : kinds) {
            if (((now ^ after) & flag.linux()) != 0) lost.add(flag);
        }
        tellLost(lost, path);
    }

    void setFat(Fd file, long flags, ByteString path) throws IOException {
        if (flags == 0) return;
        var wanted = wanted(flags, FAT);
        if (wanted.isEmpty()) return;
        long before = Ioctl.findFatAttributes(file);
        if (before == Ioctl.UNSUPPORTED) {
            tellLost(wanted, path);
            return;
        }
        long after = before;
        for (var flag : wanted) after |= flag.linux();
        long all = after;
        if (InodeWriter.attempt(() -> Ioctl.setFatAttributes(file, all)) != null) {
            tellLost(wanted, path);
        }
    }

    /// One that is refused should not cost the others.
    private static void setEach(Fd file, long before, long after, Set<InodeFlag> kinds)
            throws IOException {
        long now = before;
        for (var flag : kinds) {
            if (((before ^ after) & flag.linux()) == 0) continue;
            long next = now ^ flag.linux();
            if (InodeWriter.attempt(() -> Ioctl.setFlags(file, next)) == null) now = next;
        }
    }

    private static Set<InodeFlag> wanted(long flags, Set<InodeFlag> kinds) {
        var wanted = EnumSet.noneOf(InodeFlag.class);
        for (var flag : kinds) {
            if ((flags & flag.bit()) != 0) wanted.add(flag);
        }
        return wanted;
    }

    private void tellLost(Set<InodeFlag> flags, ByteString path) {
        if (flags.isEmpty()) return;
        var names = new ArrayList<String>();
        for (var flag : flags) names.add(flag.name());
        inodes.tell(path, RestoreNotice.Kind.FLAG, "not kept: " + String.join(", ", names));
    }
}
