package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.Acl;
import dev.holdfast.sys.PosixAcl;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// From the kernel's two access control lists of a file to the part that an archive keeps.
///
/// The owner's and others' entries of the access list are the mode's bits. So is the owning
/// group's, unless the list has a mask: then the mode's group bits are the mask, and the
/// group's own permissions are kept here.
final class AclReader {

    private static final Comparator<Acl.Named> BY_ID = Comparator.comparingLong(Acl.Named::id);

    private AclReader() {}

    static Acl read(@Nullable ByteString access, @Nullable ByteString defaults)
            throws CorruptDataException {
        if (access == null && defaults == null) return Acl.NONE;
        var now = access == null
                ? List.<PosixAcl.Entry>of()
                : PosixAcl.decode(access).entries();
        var later = defaults == null
                ? List.<PosixAcl.Entry>of()
                : PosixAcl.decode(defaults).entries();
        boolean masked = one(now, PosixAcl.MASK) != Acl.ABSENT;
        return new Acl(
                named(now, PosixAcl.USER),
                named(now, PosixAcl.GROUP),
                masked ? one(now, PosixAcl.GROUP_OBJ) : Acl.ABSENT,
                later.isEmpty() ? null : defaults(later),
                named(later, PosixAcl.USER),
                named(later, PosixAcl.GROUP));
    }

    private static Acl.Defaults defaults(List<PosixAcl.Entry> entries) {
        return new Acl.Defaults(
                one(entries, PosixAcl.USER_OBJ),
                one(entries, PosixAcl.GROUP_OBJ),
                one(entries, PosixAcl.OTHER),
                one(entries, PosixAcl.MASK));
    }

    private static List<Acl.Named> named(List<PosixAcl.Entry> entries, int tag) {
        var named = new ArrayList<Acl.Named>();
        for (var entry : entries) {
            if (entry.tag() == tag) named.add(new Acl.Named(entry.id(), entry.permissions()));
        }
        named.sort(BY_ID);
        return named;
    }

    private static int one(List<PosixAcl.Entry> entries, int tag) {
        for (var entry : entries) {
            if (entry.tag() == tag) return entry.permissions();
        }
        return Acl.ABSENT;
    }
}
