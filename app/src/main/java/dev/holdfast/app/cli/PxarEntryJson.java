package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.pxar.Acl;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PxarEntry;

import org.jspecify.annotations.Nullable;

import java.util.HexFormat;
import java.util.List;

/// Everything that an archive has of an entry, as one JSON value. Names and targets that are
/// not UTF-8 come twice: escaped, and as Latin-1, a character for each byte.
final class PxarEntryJson {

    private PxarEntryJson() {}

    static Json of(ByteString path, PxarEntry entry, @Nullable Sha256 content) {
        var json = name(Json.object(), "path", path).with("type", Json.of(EntryText.type(entry)));
        if (content != null) json = json.with("sha256", Json.of(content.hex()));
        json = switch (entry) {
            case PxarEntry.RegularFile file -> json.with("size", Json.of(file.size()));
            case PxarEntry.Symlink link -> name(json, "target", link.target());
            case PxarEntry.Hardlink link -> name(json, "target", link.target());
            case PxarEntry.Device device ->
                json.with("major", Json.of(device.major())).with("minor", Json.of(device.minor()));
            case PxarEntry.Directory _, PxarEntry.Fifo _, PxarEntry.Socket _ -> json;
        };
        return entry instanceof PxarEntry.Inode inode ? metadata(json, inode.metadata()) : json;
    }

    private static Json.JsonObject name(Json.JsonObject json, String key, ByteString name) {
        var utf8 = name.findUtf8();
        if (utf8 != null) return json.with(key, Json.of(utf8));
        return json.with(key, Json.of(name.toString()))
                .with(key + "_latin1", Json.of(name.latin1()));
    }

    private static Json metadata(Json.JsonObject json, Metadata metadata) {
        json = json.with("mode", Json.of("%o".formatted(metadata.mode())))
                .with("uid", Json.of(metadata.uid()))
                .with("gid", Json.of(metadata.gid()))
                .with("mtime", Json.of(EntryText.time(metadata.mtime())));
        if (metadata.flags() != 0) {
            json = json.with("flags", Json.of("%x".formatted(metadata.flags())));
        }
        if (metadata.projectId() != 0) {
            json = json.with("project", Json.of(metadata.projectId()));
        }
        var capabilities = metadata.capabilities();
        if (capabilities != null) json = json.with("capabilities_hex", hex(capabilities));
        if (!metadata.acl().isEmpty()) json = json.with("acl", acl(metadata.acl()));
        if (metadata.xattrs().isEmpty()) return json;
        var xattrs = metadata.xattrs().stream()
                .map(xattr -> name(Json.object(), "name", xattr.name())
                        .with("value_hex", hex(xattr.value())))
                .toList();
        return json.with("xattrs", Json.array(xattrs));
    }

    private static Json acl(Acl acl) {
        var json = Json.object();
        json = named(json, "users", acl.users());
        json = named(json, "groups", acl.groups());
        json = permissions(json, "group", acl.groupPermissions());
        var defaults = acl.defaults();
        if (defaults != null) {
            json = permissions(json, "default_owner", defaults.owner());
            json = permissions(json, "default_group", defaults.group());
            json = permissions(json, "default_other", defaults.other());
            json = permissions(json, "default_mask", defaults.mask());
        }
        json = named(json, "default_users", acl.defaultUsers());
        return named(json, "default_groups", acl.defaultGroups());
    }

    private static Json.JsonObject permissions(Json.JsonObject json, String key, int permissions) {
        return permissions == Acl.ABSENT ? json : json.with(key, Json.of(permissions));
    }

    private static Json.JsonObject named(Json.JsonObject json, String key, List<Acl.Named> list) {
        if (list.isEmpty()) return json;
        var all = list.stream()
                .map(one -> Json.array(List.of(Json.of(one.id()), Json.of(one.permissions()))))
                .toList();
        return json.with(key, Json.array(all));
    }

    private static Json hex(ByteString bytes) {
        return Json.of(HexFormat.of().formatHex(bytes.toByteArray()));
    }
}
