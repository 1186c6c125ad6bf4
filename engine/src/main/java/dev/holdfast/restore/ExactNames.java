package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.sys.Dirent;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Whether a directory has a name letter by letter. A file system that takes upper and lower
/// case, or two encodings of a letter, for the same finds a name where there is another one,
/// and what has that must not be replaced.
///
/// Asked only if something is in the way, so a directory is listed once, before or after a
/// part of it was restored: an archive has no name twice. Memory: 8 bytes for each of at most
/// [#NAMES_KEPT] names, and those of one directory. Any thread may ask.
final class ExactNames {

    private static final int NAMES_KEPT = 1 << 20;

    /// The first 64 bits of the SHA-256 of each name, ascending; who was asked last is last.
    private final Map<TargetIdentity, long[]> listed = new LinkedHashMap<>(16, 0.75f, true);

    private int kept;

    synchronized boolean has(Fd directory, ByteString name) throws SysException {
        var identity = TargetIdentity.of(SysStat.stat(directory));
        var digests = listed.get(identity);
        if (digests == null) {
            digests = Dirent.names(directory).stream()
                    .mapToLong(ExactNames::digest)
                    .sorted()
                    .toArray();
            keep(identity, digests);
        }
        return Arrays.binarySearch(digests, digest(name)) >= 0;
    }

    private void keep(TargetIdentity identity, long[] digests) {
        listed.put(identity, digests);
        kept += digests.length;
        var oldest = listed.entrySet().iterator();
        while (kept > NAMES_KEPT && listed.size() > 1) {
            kept -= oldest.next().getValue().length;
            oldest.remove();
        }
    }

    private static long digest(ByteString name) {
        return Sha256.hash(name.toByteArray()).a();
    }
}
