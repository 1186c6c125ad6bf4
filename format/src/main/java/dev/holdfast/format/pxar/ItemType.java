package dev.holdfast.format.pxar;

import org.jspecify.annotations.Nullable;

/// The kinds of items an archive is made of, and how many bytes may follow the header of
/// each. A code is the SipHash of a label. Specified in docs/format/pxar.md, section "Items".
enum ItemType {
    FORMAT_VERSION(0x730f6c75df16a40dL, 8, 8),
    PRELUDE(0xe309d79d9f7b771bL, 0, ArchiveLimits.PRELUDE_LENGTH_MAX),
    ENTRY(0xd5956474e588acefL, 40, 40),
    ENTRY_V1(0x11da850a1c1cceffL, 32, 32),
    FILENAME(0x16701121063917b3L, 2, ArchiveLimits.NAME_LENGTH_MAX + 1),
    SYMLINK(0x27f971e7dbf5dc5fL, 2, ArchiveLimits.TARGET_LENGTH_MAX + 1),
    DEVICE(0x9fc9e906586d5ce9L, 16, 16),
    XATTR(0x0dab0229b57dcd03L, 2, Xattr.NAME_LENGTH_MAX + 1 + Xattr.VALUE_LENGTH_MAX),
    ACL_USER(0x2ce8540a457d55b8L, 16, 16),
    ACL_GROUP(0x136e3eceb04c03abL, 16, 16),
    ACL_GROUP_OBJ(0x10868031e9582876L, 8, 8),
    ACL_DEFAULT(0xbbbb13415a6896f5L, 32, 32),
    ACL_DEFAULT_USER(0xc89357b40532cd1fL, 16, 16),
    ACL_DEFAULT_GROUP(0xf90a8a5816038ffeL, 16, 16),
    FCAPS(0x2da9dd9db5f7fb67L, 0, ArchiveLimits.CAPABILITIES_LENGTH_MAX),
    QUOTA_PROJID(0xe07540e82f7d1cbbL, 8, 8),
    HARDLINK(0x51269c8422bd7275L, 10, 8 + ArchiveLimits.TARGET_LENGTH_MAX + 1),
    PAYLOAD(0x28147a1b0b7c1a25L, 0, ArchiveLimits.ADDRESS_LIMIT),
    PAYLOAD_REF(0x419d3d6bc4ba977eL, 16, 16),
    GOODBYE(0x2fec4fa642d5731dL, 24, ArchiveLimits.ADDRESS_LIMIT),
    PAYLOAD_START_MARKER(0x834c68c2194a4ed2L, 0, 0),
    PAYLOAD_TAIL_MARKER(0x6c72b78b984c81b5L, 0, 0);

    /// Ends a directory's table in place of a hash; not an item.
    static final long TABLE_TAIL_MARKER = 0xef5eed5b753e1555L;

    private static final ItemType[] TYPES = values();

    final long code;
    final long sizeMin;
    final long sizeMax;

    ItemType(long code, long sizeMin, long sizeMax) {
        this.code = code;
        this.sizeMin = sizeMin;
        this.sizeMax = sizeMax;
    }

    /// Whether an item of this type may have so many bytes after its header.
    boolean allows(long contentSize) {
        return contentSize >= sizeMin && contentSize <= sizeMax;
    }

    static @Nullable ItemType findCode(long code) {
        for (var type : TYPES) {
            if (type.code == code) return type;
        }
        return null;
    }
}
