package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.Acl;
import dev.holdfast.format.pxar.ArchiveLimits;
import dev.holdfast.format.pxar.InodeFlag;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.Xattr;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Ioctl;
import dev.holdfast.sys.PosixAcl;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysXattr;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects what an archive keeps of one open file beside its content. For one file, once.
///
/// What cannot be had is said and left out; the rest is kept.
final class MetadataReader {

    private static final ByteString CAPABILITY = ByteString.utf8("security.capability");

    private static final List<ByteString> KEPT = List.of(
            ByteString.utf8("user."),
            ByteString.utf8("trusted."),
            ByteString.utf8("security."),
            ByteString.utf8("btrfs."));

    private final Fd file;
    private final Report report;
    private final boolean asListed;
    private final List<Xattr> xattrs = new ArrayList<>();
    private @Nullable ByteString access;
    private @Nullable ByteString defaults;
    private @Nullable ByteString capabilities;

    private MetadataReader(Fd file, boolean asListed, Report report) {
        this.file = file;
        this.asListed = asListed;
        this.report = report;
    }

    /// `readable` says that the file was opened for reading, so that its flags can be asked
    /// for; `fat`, that its file system has the attributes of FAT;
    /// `asListed`, that attributes stay in its order.
    static Metadata read(
            Fd file, Stat stat, boolean readable, boolean fat, boolean asListed, Report report)
            throws IOException {
        return new MetadataReader(file, asListed, report).read(stat, readable, fat);
    }

    private Metadata read(Stat stat, boolean readable, boolean fat) throws IOException {
        long flags = readable ? flags(fat) : 0;
        long project = readable ? project() : 0;
        readAttributes();
        var acl = acl();
        return new Metadata(
                stat.mode(),
                flags,
                stat.uid(),
                stat.gid(),
                Facts.timestamp(stat.mtimeSeconds(), stat.mtimeNanos()),
                fitting(acl, project),
                acl,
                capabilities,
                project);
    }

    private long flags(boolean fat) throws IOException {
        try {
            long linux = Ioctl.findFlags(file);
            long flags = linux == Ioctl.UNSUPPORTED ? 0 : InodeFlag.ofLinux(linux);
            if (!fat) return flags;
            long attributes = Ioctl.findFatAttributes(file);
            return attributes == Ioctl.UNSUPPORTED ? flags : flags | fatFlags(attributes);
        } catch (SysException e) {
            lost("its flags", e);
            return 0;
        }
    }

    private static long fatFlags(long attributes) {
        long flags = 0;
        for (var flag : InodeFlag.values()) {
            if (flag.isFat() && (attributes & flag.linux()) != 0) flags |= flag.bit();
        }
        return flags;
    }

    private long project() throws IOException {
        try {
            return Math.max(0, Ioctl.findProject(file));
        } catch (SysException e) {
            lost("its project", e);
            return 0;
        }
    }

    private void readAttributes() throws IOException {
        List<ByteString> names;
        try {
            names = SysXattr.list(file);
        } catch (SysException e) {
            lost("its attributes", e);
            return;
        }
        for (var name : names) {
            if (!isKept(name)) continue;
            try {
                var value = SysXattr.find(file, name);
                if (value != null) keep(name, value);
            } catch (SysException e) {
                lost("its attribute " + name, e);
            }
        }
        if (!asListed) xattrs.sort(Comparator.comparing(Xattr::name));
    }

    private static boolean isKept(ByteString name) {
        for (var prefix : KEPT) {
            if (name.startsWith(prefix)) return true;
        }
        return name.equals(PosixAcl.ACCESS) || name.equals(PosixAcl.DEFAULT);
    }

    private void keep(ByteString name, ByteString value) {
        if (name.equals(PosixAcl.ACCESS)) {
            access = value;
        } else if (name.equals(PosixAcl.DEFAULT)) {
            defaults = value;
        } else if (name.equals(CAPABILITY)) {
            capabilities = value;
        } else {
            xattrs.add(new Xattr(name, value));
        }
    }

    private Acl acl() {
        try {
            return AclReader.read(access, defaults);
        } catch (CorruptDataException e) {
            report.truncated("not kept: " + e.getMessage());
            return Acl.NONE;
        }
    }

    /// The attributes, less those that no longer fit into an
    /// archive: ext4, XFS and btrfs can hold more than that.
    private List<Xattr> fitting(Acl acl, long project) {
        var all = List.copyOf(xattrs);
        if (Metadata.attributesSize(all, acl, capabilities, project)
                <= ArchiveLimits.ATTRIBUTES_SIZE_MAX) {
            return all;
        }
        var kept = new ArrayList<Xattr>();
        for (var xattr : all) {
            kept.add(xattr);
            if (Metadata.attributesSize(kept, acl, capabilities, project)
                    > ArchiveLimits.ATTRIBUTES_SIZE_MAX) {
                kept.removeLast();
                report.truncated("its attribute %s is not kept: all together are over 1 MiB"
                        .formatted(xattr.name()));
            }
        }
        return kept;
    }

    private void lost(String what, SysException e) throws IOException {
        Failures.check(e);
        report.truncated("%s could not be read: %s".formatted(what, e.reason()));
    }
}
