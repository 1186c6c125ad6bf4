package dev.holdfast.export;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.Acl;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.Xattr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Metadata in the one order that exports have: attributes by name, access control lists by
/// id, capabilities only in the item that is made for them.
final class CanonicalMetadata {

    private static final ByteString CAPABILITY = ByteString.utf8("security.capability");
    private static final Comparator<Acl.Named> BY_ID = Comparator.comparingLong(Acl.Named::id);

    private CanonicalMetadata() {}

    static Metadata of(Metadata metadata) {
        if (metadata.xattrs().isEmpty() && metadata.acl().isEmpty()) return metadata;
        var capabilities = metadata.capabilities();
        var xattrs = new ArrayList<Xattr>();
        for (var xattr : metadata.xattrs()) {
            if (!xattr.name().equals(CAPABILITY)) {
                xattrs.add(xattr);
            } else if (capabilities == null) {
                capabilities = xattr.value();
            }
        }
        xattrs.sort(Comparator.comparing(Xattr::name));
        return new Metadata(
                metadata.mode(),
                metadata.flags(),
                metadata.uid(),
                metadata.gid(),
                metadata.mtime(),
                xattrs,
                sorted(metadata.acl()),
                capabilities,
                metadata.projectId());
    }

    private static Acl sorted(Acl acl) {
        return new Acl(
                sorted(acl.users()),
                sorted(acl.groups()),
                acl.groupPermissions(),
                acl.defaults(),
                sorted(acl.defaultUsers()),
                sorted(acl.defaultGroups()));
    }

    private static List<Acl.Named> sorted(List<Acl.Named> named) {
        return named.stream().sorted(BY_ID).toList();
    }
}
