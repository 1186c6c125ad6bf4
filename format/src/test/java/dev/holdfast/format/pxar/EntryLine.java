package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;

import org.jspecify.annotations.Nullable;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// One entry as a line of JSON, in the words of `expected.jsonl`: a character stands for a
/// byte. Positions are not in it, so lines of different archives can be compared.
final class EntryLine {

    private final StringBuilder line = new StringBuilder("{");

    private EntryLine() {}

    static String of(ByteString path, PxarEntry entry, @Nullable Sha256 content) {
        var line = new EntryLine().text("path", "/" + path.latin1());
        if (entry instanceof PxarEntry.Hardlink link) {
            return line.text("kind", "hardlink")
                    .text("target", link.target().latin1())
                    .end();
        }
        var inode = (PxarEntry.Inode) entry;
        line.text("kind", kind(inode.metadata().type()));
        if (entry instanceof PxarEntry.RegularFile file) line.raw("size", file.size());
        if (entry instanceof PxarEntry.Symlink link)
            line.text("target", link.target().latin1());
        if (entry instanceof PxarEntry.Device device) {
            line.raw("major", device.major()).raw("minor", device.minor());
        }
        line.metadata(inode.metadata());
        if (content != null) line.text("sha256", content.hex());
        return line.end();
    }

    private static String kind(FileType type) {
        return switch (type) {
            case SOCKET -> "socket";
            case SYMLINK -> "symlink";
            case REGULAR -> "file";
            case BLOCK_DEVICE -> "blockdev";
            case DIRECTORY -> "directory";
            case CHARACTER_DEVICE -> "chardev";
            case FIFO -> "fifo";
        };
    }

    private void metadata(Metadata metadata) {
        text("mode", Long.toOctalString(metadata.mode()));
        raw("uid", metadata.uid()).raw("gid", metadata.gid());
        raw("mtime", metadata.mtime().seconds())
                .raw("mtime_ns", metadata.mtime().nanos());
        var acl = metadata.acl();
        named("acl_users", acl.users());
        named("acl_groups", acl.groups());
        if (acl.groupPermissions() != Acl.ABSENT) raw("acl_group_obj", acl.groupPermissions());
        var defaults = acl.defaults();
        if (defaults != null) {
            raw(
                    "acl_default",
                    "{\"user_obj\":%s,\"group_obj\":%s,\"other\":%s,\"mask\":%s}"
                            .formatted(
                                    permissions(defaults.owner()),
                                    permissions(defaults.group()),
                                    permissions(defaults.other()),
                                    permissions(defaults.mask())));
        }
        named("acl_default_users", acl.defaultUsers());
        named("acl_default_groups", acl.defaultGroups());
        var capabilities = metadata.capabilities();
        if (capabilities != null) text("fcaps_hex", hex(capabilities));
        if (!metadata.xattrs().isEmpty()) raw("xattrs", xattrs(metadata.xattrs()));
    }

    private static String xattrs(List<Xattr> xattrs) {
        return xattrs.stream()
                .map(xattr -> "{\"name\":\"%s\",\"value_hex\":\"%s\"}"
                        .formatted(escape(xattr.name().latin1()), hex(xattr.value())))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private void named(String key, List<Acl.Named> list) {
        if (list.isEmpty()) return;
        raw(
                key,
                list.stream()
                        .map(named -> "[%d,%d]".formatted(named.id(), named.permissions()))
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private static String permissions(int permissions) {
        return permissions == Acl.ABSENT ? "null" : Integer.toString(permissions);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static String escape(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < 0x20 || c > 0x7e) out.append("\\u%04x".formatted((int) c));
            else out.append(c);
        }
        return out.toString();
    }

    private EntryLine text(String key, String value) {
        return raw(key, '"' + escape(value) + '"');
    }

    private EntryLine raw(String key, Object value) {
        if (line.length() > 1) line.append(',');
        line.append('"').append(key).append("\":").append(value);
        return this;
    }

    private String end() {
        return line.append('}').toString();
    }
}
