package dev.holdfast.catalog;

import dev.holdfast.format.ByteReader;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Which packs this host has read back at one place, and when: so that a verify of a share
/// goes on where the last one stopped.
///
/// A file in the state directory, one for each place, because a copy of a repository has the
/// same packs and other disks. What is lost or damaged of it costs reading again, and
/// nothing else. Some 200 bytes a pack. Any thread may call. Specified in
/// docs/format/catalog.md.
public final class CheckedPacks {

    private static final ByteString MAGIC = ByteString.utf8("HFCHECKED");
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 9 + 1 + 4;
    private static final int RECORD_BYTES = Sha256.BYTES + 4 * 8;

    /// A file of more packs than that would not fit into an array; nobody has half as many.
    private static final int COUNT_MAX = 30_000_000;

    private final Path file;
    private final Map<Sha256, CheckedPack> known;
    private final Map<Sha256, CheckedPack> added = new HashMap<>();
    private final Set<Sha256> dropped = new HashSet<>();
    private final long turn;

    private CheckedPacks(Path file, Map<Sha256, CheckedPack> known) {
        this.file = file;
        this.known = known;
        this.turn = 1
                + known.values().stream()
                        .mapToLong(pack -> Math.max(pack.read().turn(), pack.openedTurn()))
                        .max()
                        .orElse(0);
    }

    /// What is remembered of `place` in the state directory of its repository; nothing, if
    /// that cannot be read.
    public static CheckedPacks open(Path stateDirectory, String place) {
        var name = Sha256.hash(place.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
        var file = stateDirectory.resolve("checked").resolve(name);
        return new CheckedPacks(file, read(file));
    }

    public synchronized @Nullable CheckedPack find(Sha256 pack) {
        return known.get(pack);
    }

    /// Remembers that a pack was read now and is good; `opened`, that it was decrypted too.
    public synchronized void add(Sha256 pack, boolean opened, Instant now) {
        var check = new CheckedPack.Check(turn, now);
        var fresh = new CheckedPack(check, opened ? check : null);
        dropped.remove(pack);
        added.merge(pack, fresh, CheckedPack::and);
        known.merge(pack, fresh, CheckedPack::and);
    }

    /// Forgets a pack that is not good, so that it is among the first to be read again.
    public synchronized void drop(Sha256 pack) {
        added.remove(pack);
        if (known.remove(pack) != null) dropped.add(pack);
    }

    /// Writes what was added since this was opened to what other verifies have written
    /// meanwhile, and keeps of all only the packs that are `wanted`.
    public synchronized void save(Predicate<? super Sha256> wanted) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        if (directory == null) throw new IllegalStateException("no directory holds " + file);
        StateFiles.makePrivateDirectory(directory);
        var locked = directory.resolve("lock");
        StateFiles.makePrivateFile(locked);
        try (var lock = FileChannel.open(locked, StandardOpenOption.WRITE)) {
            if (lock.lock() == null) throw new IllegalStateException("a lock that is none");
            var all = new TreeMap<>(read(file));
            dropped.forEach(all::remove);
            added.forEach((pack, check) -> all.merge(pack, check, CheckedPack::and));
            all.keySet().removeIf(pack -> !wanted.test(pack));
            replace(directory.resolve(file.getFileName() + ".new"), encode(all));
        } catch (OverlappingFileLockException e) {
            throw new IOException(StateFiles.printable(file) + ": another verify is writing it", e);
        }
    }

    private void replace(Path temporary, byte[] bytes) throws IOException {
        Files.deleteIfExists(temporary);
        StateFiles.makeNewPrivateFile(temporary);
        try (var out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            for (var left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) out.write(left);
            out.force(true);
        }
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] encode(SortedMap<Sha256, CheckedPack> packs) {
        int capacity = HEAD_BYTES + RECORD_BYTES * packs.size() + Sha256.BYTES;
        var out = new ByteWriter(capacity).bytes(MAGIC).u8(VERSION).u32(packs.size());
        packs.forEach((name, pack) -> {
            out.sha256(name);
            write(pack.read(), out);
            write(pack.opened(), out);
        });
        return out.sha256(Sha256.hash(out.toByteArray())).toByteArray();
    }

    private static void write(CheckedPack.@Nullable Check check, ByteWriter out) {
        out.u64(check == null ? 0 : check.turn())
                .u64(check == null ? 0 : Micros.of(check.moment()));
    }

    private static Map<Sha256, CheckedPack> read(Path file) {
        var packs = new HashMap<Sha256, CheckedPack>();
        try {
            if (Files.size(file) > HEAD_BYTES + (long) RECORD_BYTES * COUNT_MAX) return packs;
            decode(StateFiles.printable(file), Files.readAllBytes(file), packs);
        } catch (IOException e) {
            packs.clear();
        }
        return packs;
    }

    private static void decode(String what, byte[] bytes, Map<Sha256, CheckedPack> packs)
            throws CorruptDataException {
        var in = new ByteReader(what, bytes);
        boolean ours = in.byteString(MAGIC.length()).equals(MAGIC) && in.u8() == VERSION;
        long count = in.u32();
        if (!ours || count * RECORD_BYTES != (long) in.remaining() - Sha256.BYTES) {
            throw new CorruptDataException(what + ": is no list of checked packs");
        }
        var body = new ByteReader(what, bytes, 0, bytes.length - Sha256.BYTES);
        var sum = Sha256.of(bytes, bytes.length - Sha256.BYTES);
        if (!Sha256.hash(body.bytes(body.remaining())).equals(sum)) {
            throw new CorruptDataException(what + ": its SHA-256 does not fit its content");
        }
        for (long i = 0; i < count; i++) {
            var name = in.sha256();
            var read = new CheckedPack.Check(in.u64(), Micros.instant(in.u64()));
            var opened = new CheckedPack.Check(in.u64(), Micros.instant(in.u64()));
            packs.put(name, new CheckedPack(read, opened.turn() == 0 ? null : opened));
        }
    }
}
