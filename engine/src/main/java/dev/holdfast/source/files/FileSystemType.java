package dev.holdfast.source.files;

import java.util.Set;

/// What kinds of file systems mean for a backup, by the magic numbers of linux/magic.h.
final class FileSystemType {

    private static final long FAT = 0x4d44;

    /// What they show is the kernel's state, made while it is read. devtmpfs is not among
    /// them: it cannot be told from tmpfs, and holds device files only.
    private static final Set<Long> VIRTUAL = Set.of(
            0x9fa0L, // proc
            0x6265_6572L, // sysfs
            0x1cd1L, // devpts
            0x27_e0ebL, // cgroup
            0x6367_7270L, // cgroup2
            0x6462_6720L, // debugfs
            0x7472_6163L, // tracefs
            0x7363_6673L, // securityfs
            0xf97c_ff8cL, // selinuxfs
            0x4341_5d53L, // smackfs
            0x6165_676cL, // pstore
            0xde5e_81e4L, // efivarfs
            0xcafe_4a11L, // bpf
            0x6265_6570L, // configfs
            0x6573_5543L, // fusectl
            0x4249_4e4dL, // binfmt_misc
            0x1980_0202L, // mqueue
            0x9584_58f6L, // hugetlbfs
            0x6e66_7364L, // nfsd
            0x6759_6969L, // rpc_pipefs
            0xabba_1974L, // xenfs
            0x5a3c_69f0L, // AppArmor's
            0x0765_5821L); // resctrl

    private FileSystemType() {}

    static boolean isVirtual(long magic) {
        return VIRTUAL.contains(magic);
    }

    /// Whether files have the hidden, system and archive attributes of FAT.
    static boolean isFat(long magic) {
        return magic == FAT;
    }
}
