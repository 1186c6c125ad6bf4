package dev.holdfast.app.export;

import dev.holdfast.export.Content;
import dev.holdfast.export.EntrySink;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.Acl;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.Timestamp;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Writes a tree as a tar archive that GNU tar, bsdtar and star read: pax headers for what
/// the old header cannot say, extended attributes as `SCHILY.xattr.…`, access control lists
/// as `SCHILY.acl.…`.
///
/// A tar archive has no sockets, inode flags and project ids. The paths of sockets go to a
/// consumer; flags and projects are dropped.
public final class TarExport implements EntrySink {

    /// What the old header's name and link fields hold.
    private static final int FIELD = 100;

    private static final ByteString DOT = ByteString.utf8(".");

    /// Largest number in the eight octal characters of the ids' fields.
    private static final long ID_MAX = 07777777;

    /// Largest number in the twelve octal characters of the size and time fields.
    private static final long OCTAL_MAX = 077777777777L;

    private final TarArchiveOutputStream tar;
    private final Consumer<ByteString> sockets;
    private final List<ByteString> directories = new ArrayList<>();

    private TarExport(TarArchiveOutputStream tar, Consumer<ByteString> sockets) {
        this.tar = tar;
        this.sockets = sockets;
    }

    /// Writes to `target`, which stays open. `sockets` is told what is left out.
    public static TarExport open(OutputStream target, Consumer<ByteString> sockets) {
        // One character a byte: names are bytes, and go through as they are.
        var tar = new TarArchiveOutputStream(target, StandardCharsets.ISO_8859_1.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_TRUNCATE);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        return new TarExport(tar, sockets);
    }

    @Override
    public void root(Metadata metadata) throws IOException {
        directories.add(DOT);
        put(DOT, TarConstants.LF_DIR, metadata, ByteString.EMPTY, 0);
        tar.closeArchiveEntry();
    }

    @Override
    public void directory(ByteString name, Metadata metadata) throws IOException {
        var path = path(name);
        directories.add(path);
        put(path, TarConstants.LF_DIR, metadata, ByteString.EMPTY, 0);
        tar.closeArchiveEntry();
    }

    @Override
    public void endDirectory() {
        directories.removeLast();
    }

    @Override
    public void file(ByteString name, Metadata metadata, long key, long size, Content content)
            throws IOException {
        put(path(name), TarConstants.LF_NORMAL, metadata, ByteString.EMPTY, size);
        content.writeTo(tar::write);
        tar.closeArchiveEntry();
    }

    /// A link has no metadata here; whoever unpacks takes the first name's.
    @Override
    public void hardlink(ByteString name, ByteString target, long targetKey) throws IOException {
        var path = path(name);
        var linked = DOT.child(target);
        var records = new PaxRecords();
        addName(records, "path", path);
        addName(records, "linkpath", linked);
        putRecords(records);
        var entry = entry(path, TarConstants.LF_LINK);
        entry.setLinkName(field(linked));
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    @Override
    public void symlink(ByteString name, Metadata metadata, ByteString target) throws IOException {
        put(path(name), TarConstants.LF_SYMLINK, metadata, target, 0);
        tar.closeArchiveEntry();
    }

    @Override
    public void device(ByteString name, Metadata metadata, PxarEntry.Device device)
            throws IOException {
        byte type = metadata.type() == FileType.BLOCK_DEVICE
                ? TarConstants.LF_BLK
                : TarConstants.LF_CHR;
        var path = path(name);
        putRecords(records(path, metadata, ByteString.EMPTY, 0));
        var entry = described(path, type, metadata, 0);
        entry.setDevMajor(Math.toIntExact(device.major()));
        entry.setDevMinor(Math.toIntExact(device.minor()));
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    @Override
    public void fifo(ByteString name, Metadata metadata) throws IOException {
        put(path(name), TarConstants.LF_FIFO, metadata, ByteString.EMPTY, 0);
        tar.closeArchiveEntry();
    }

    @Override
    public void socket(ByteString name, Metadata metadata) {
        sockets.accept(path(name));
    }

    @Override
    public void finish() throws IOException {
        tar.finish();
        tar.flush();
    }

    private ByteString path(ByteString name) {
        return directories.getLast().child(name);
    }

    private void put(ByteString path, byte type, Metadata metadata, ByteString target, long size)
            throws IOException {
        putRecords(records(path, metadata, target, size));
        var entry = described(path, type, metadata, size);
        if (!target.isEmpty()) entry.setLinkName(field(target));
        tar.putArchiveEntry(entry);
    }

    /// The extended header of the entry that follows.
    private void putRecords(PaxRecords records) throws IOException {
        if (records.isEmpty()) return;
        var bytes = records.toByteArray();
        var header =
                new TarArchiveEntry("PaxHeaders/entry", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
        header.setSize(bytes.length);
        header.setModTime(0);
        tar.putArchiveEntry(header);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry entry(ByteString path, byte type) {
        var name = field(path);
        if (type == TarConstants.LF_DIR && name.length() < FIELD) name += "/";
        return new TarArchiveEntry(name, type);
    }

    private static TarArchiveEntry described(
            ByteString path, byte type, Metadata metadata, long size) {
        var entry = entry(path, type);
        entry.setMode(metadata.permissions());
        entry.setUserId(metadata.uid());
        entry.setGroupId(metadata.gid());
        entry.setSize(size);
        entry.setModTime(1000 * Math.clamp(metadata.mtime().seconds(), 0, OCTAL_MAX));
        return entry;
    }

    private static PaxRecords records(
            ByteString path, Metadata metadata, ByteString target, long size) {
        var records = new PaxRecords();
        addName(records, "path", path);
        addName(records, "linkpath", target);
        var mtime = metadata.mtime();
        if (mtime.nanos() != 0 || mtime.seconds() < 0 || mtime.seconds() > OCTAL_MAX) {
            records.add("mtime", text(mtime));
        }
        if (metadata.uid() > ID_MAX) records.add("uid", Long.toString(metadata.uid()));
        if (metadata.gid() > ID_MAX) records.add("gid", Long.toString(metadata.gid()));
        if (size > OCTAL_MAX) records.add("size", Long.toString(size));
        for (var xattr : metadata.xattrs()) {
            records.add(ByteString.utf8("SCHILY.xattr.").concat(xattr.name()), xattr.value());
        }
        var capabilities = metadata.capabilities();
        if (capabilities != null) {
            records.add(ByteString.utf8("SCHILY.xattr.security.capability"), capabilities);
        }
        addAcl(records, metadata);
        return records;
    }

    /// Names that are long, or not plain ASCII, need a record.
    private static void addName(PaxRecords records, String keyword, ByteString name) {
        boolean plain = name.length() < FIELD;
        for (int i = 0; plain && i < name.length(); i++) plain = name.byteAt(i) > 0;
        if (!plain) records.add(ByteString.utf8(keyword), name);
    }

    /// What fits into a field of the old header, one character a byte.
    private static String field(ByteString name) {
        return name.substring(0, Math.min(FIELD, name.length())).latin1();
    }

    /// Decimal seconds. The nanoseconds of a [Timestamp] count forward, those of a decimal
    /// number away from zero.
    private static String text(Timestamp time) {
        if (time.seconds() >= 0 || time.nanos() == 0) {
            return String.format(Locale.ROOT, "%d.%09d", time.seconds(), time.nanos());
        }
        long whole = -(time.seconds() + 1);
        return String.format(Locale.ROOT, "-%d.%09d", whole, 1_000_000_000 - time.nanos());
    }

    private static void addAcl(PaxRecords records, Metadata metadata) {
        var acl = metadata.acl();
        if (!acl.users().isEmpty()
                || !acl.groups().isEmpty()
                || acl.groupPermissions() != Acl.ABSENT) {
            int mode = metadata.permissions();
            int mask = mode >> 3 & 7;
            int group = acl.groupPermissions() == Acl.ABSENT ? mask : acl.groupPermissions();
            var own = new Acl.Defaults(mode >> 6 & 7, group, mode & 7, mask);
            records.add("SCHILY.acl.access", text(own, acl.users(), acl.groups()));
        }
        var defaults = acl.defaults();
        if (defaults != null) {
            records.add(
                    "SCHILY.acl.default", text(defaults, acl.defaultUsers(), acl.defaultGroups()));
        }
    }

    private static String text(Acl.Defaults own, List<Acl.Named> users, List<Acl.Named> groups) {
        var lines = new ArrayList<String>();
        add(lines, "user::", own.owner());
        for (var user : users) add(lines, "user:" + user.id() + ":", user.permissions());
        add(lines, "group::", own.group());
        for (var group : groups) add(lines, "group:" + group.id() + ":", group.permissions());
        add(lines, "mask::", own.mask());
        add(lines, "other::", own.other());
        return String.join(",", lines);
    }

    private static void add(List<String> lines, String who, int permissions) {
        if (permissions == Acl.ABSENT) return;
        lines.add(who
                + ((permissions & 4) != 0 ? 'r' : '-')
                + ((permissions & 2) != 0 ? 'w' : '-')
                + ((permissions & 1) != 0 ? 'x' : '-'));
    }
}
