/// Linux, one call at a time, through the FFM API.
///
/// One class per C header, one method per call or per use of a call; nothing here decides
/// anything. Failures are [SysException]s that keep call, path and errno; answers that are no
/// failure (no such file, no such attribute, not supported here) are values where a caller
/// asks for them by name: `find…`. Doors: [Fd], [Stat], [Fcntl], [SysStat], [Unistd],
/// [Dirent], [SysXattr], [Ioctl], [SysVfs].
///
/// Structs and constants are those of x86-64 and AArch64; a test compiles a C probe and
/// compares them. Not here: paths of several components made safe (walk them with [Fcntl]
/// one name at a time), and anything about what a file means.
@NullMarked
package dev.holdfast.sys;

import org.jspecify.annotations.NullMarked;
