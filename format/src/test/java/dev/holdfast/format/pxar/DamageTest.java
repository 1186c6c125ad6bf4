package dev.holdfast.format.pxar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Seeded;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

/// Every way to damage a small archive a little. Nothing in an archive proves its bytes, so
/// damage may change a name or a time; but then both readers read the same, and nothing else
/// than one of two exceptions, and no memory beyond reason, ever comes of it.
final class DamageTest {

    /// What reading an archive of a few hundred bytes may allocate, both readers together.
    private static final long ALLOCATION_MAX = 8 << 20;

    private static final Metadata DIRECTORY = Metadata.plain(040755, 0, 0, Timestamp.EPOCH);

    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource
    void everyTruncationIsRefused(ArchiveForm form) throws IOException {
        var archive = small(form);
        var bytes = archive.metadata().toByteArray();
        for (int length = 0; length < bytes.length; length++) {
            assertNull(read(archive.withMetadata(Arrays.copyOf(bytes, length))), "at " + length);
        }
        if (!archive.givesContents() || archive.payload() == null) return;
        var payload = archive.payload().toByteArray();
        for (int length = 0; length < payload.length; length++) {
            assertNull(read(archive.withPayload(Arrays.copyOf(payload, length))), "at " + length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFlippedBitIsRefusedOrReadAlikeByBoth(ArchiveForm form) throws IOException {
        var archive = small(form);
        int read = flipAll(archive.metadata(), archive::withMetadata);
        int bits = 8 * archive.metadata().length();
        assertTrue(read < bits / 2, read + " of " + bits + " flips were read");
        if (archive.givesContents() && archive.payload() != null) {
            flipAll(archive.payload(), archive::withPayload);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySizeThatSomebodyInventsIsRefusedOrReadAlikeByBoth(ArchiveForm form)
            throws IOException {
        var archive = small(form);
        long[] inventions = {
            -1,
            0,
            1,
            15,
            16,
            17,
            24,
            0x7fff_ffff,
            0xffff_ffffL,
            1L << 40,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            (1L << 62) + 16
        };
        int length = archive.metadata().length();
        for (int at = 0; at + 8 <= length; at++) {
            for (long value : inventions) {
                var bytes = archive.metadata().toByteArray();
                System.arraycopy(new ByteWriter().u64(value).toByteArray(), 0, bytes, at, 8);
                read(archive.withMetadata(bytes));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomDamageIsRefusedOrReadAlikeByBoth(ArchiveForm form) throws IOException {
        var random = Seeded.random("random damage to " + form);
        for (int i = Seeded.repeat(300); i > 0; i--) {
            var archive = RandomTree.write(random.nextLong(), 20, form).archive();
            var bytes = archive.metadata().toByteArray();
            for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
                int from = random.nextInt(bytes.length);
                int to = random.nextInt(bytes.length);
                int length = random.nextInt(1 + bytes.length - Math.max(from, to));
                System.arraycopy(bytes, from, bytes, to, Math.min(length, 64));
            }
            read(archive.withMetadata(bytes));
        }
    }

    private interface Damaged {
        ArchiveBytes with(byte[] bytes);
    }

    /// How many of the archives with one bit changed could be read.
    private int flipAll(ByteString whole, Damaged damaged) throws IOException {
        int read = 0;
        var bytes = whole.toByteArray();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));
            if (read(damaged.with(bytes)) != null) read++;
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        }
        return read;
    }

    /// Reads with both readers, which have to agree; null if they refuse.
    private @Nullable List<String> read(ArchiveBytes archive) throws IOException {
        long before = memory.getCurrentThreadAllocatedBytes();
        var sequential = outcome(() -> Listing.sequential(archive));
        var byAccess = outcome(() -> Listing.byAccess(archive));
        long allocated = memory.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < ALLOCATION_MAX, allocated + " bytes were allocated");
        assertEquals(sequential, byAccess);
        return sequential;
    }

    private interface Reading {
        List<String> read() throws IOException;
    }

    private static @Nullable List<String> outcome(Reading reading) throws IOException {
        try {
            return reading.read();
        } catch (CorruptDataException | FormatTooNewException refusal) {
            return null;
        }
    }

    /// One of everything, in some 1,500 bytes.
    private static ArchiveBytes small(ArchiveForm form) throws IOException {
        var out = new ByteWriter();
        var contents = new ByteWriter();
        var encoder = PxarEncoder.open(out::bytes, form);
        var payload = form == ArchiveForm.V1 ? null : PayloadEncoder.open(contents::bytes);
        encoder.root(DIRECTORY, payload == null ? null : name("{}"));
        long first = file(encoder, payload, "a", "hello", attributed(0100644));
        encoder.device(name("b"), plain(060600), 8, 1);
        encoder.directory(name("d"), attributed(040755));
        encoder.fifo(name("f"), plain(010644));
        long second = file(encoder, payload, "g", "", plain(0100600));
        encoder.hardlink(name("h"), name("a"), first);
        encoder.endDirectory();
        encoder.hardlink(name("l"), name("d/g"), second);
        encoder.symlink(name("s"), plain(0120777), name("d/f"));
        encoder.socket(name("t"), plain(0140755));
        encoder.finish();
        if (payload == null) return ArchiveBytes.v1(out.toByteArray());
        payload.finish();
        return new ArchiveBytes(
                ByteString.of(out.toByteArray()),
                ByteString.of(contents.toByteArray()),
                form == ArchiveForm.STORED);
    }

    private static long file(
            PxarEncoder encoder,
            @Nullable PayloadEncoder payload,
            String name,
            String text,
            Metadata metadata)
            throws IOException {
        var content = name(text).toByteArray();
        if (payload == null) {
            long position = encoder.file(name(name), metadata, content.length);
            encoder.content(content, 0, content.length);
            return position;
        }
        long address = payload.begin(content.length);
        payload.content(content, 0, content.length);
        return encoder.reference(name(name), metadata, address, content.length);
    }

    private static ByteString name(String text) {
        return ByteString.utf8(text);
    }

    private static Metadata plain(int mode) {
        return Metadata.plain(mode, 0, 0, Timestamp.EPOCH);
    }

    private static Metadata attributed(int mode) {
        var acl = new Acl(
                List.of(new Acl.Named(1000, 7)),
                List.of(new Acl.Named(50, 5)),
                4,
                new Acl.Defaults(7, 5, Acl.ABSENT, 7),
                List.of(new Acl.Named(1000, 6)),
                List.of(new Acl.Named(50, 4)));
        var xattrs = List.of(new Xattr(name("user.x"), name("1")));
        return new Metadata(mode, 0, 1, 2, new Timestamp(3, 4), xattrs, acl, name("cap"), 5);
    }
}
