package dev.holdfast.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.PxarEvent;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.MemoryStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// A stream in which the same chunk comes again and again.
final class StreamReaderTest {

    @TempDir
    private Path directory;

    private final AtomicInteger ranges = new AtomicInteger();

    @Test
    void whatComesAgainIsNotAskedForAgain() throws Exception {
        // Small enough to be kept beside what comes between.
        assertEquals(1, requests(2 << 20, 600 << 10));
    }

    @Test
    void whatIsKeptNoMoreIsAskedForByItselfAndTheRestGoesOn() throws Exception {
        int size = 6 << 20;
        int once = requests(size, size);
        // Four files come again, each by its own requests of 2 MiB.
        assertTrue(once <= 4 * 4 + 3, () -> once + " requests");
    }

    /// Files that are noise, and between each two the same one again. Read front to back they
    /// take so many requests.
    private int requests(int size, int sameSize) throws Exception {
        var tree = Files.createDirectory(directory.resolve("tree"));
        var random = new Random(1);
        var same = bytes(random, sameSize);
        for (var name : List.of("a", "c", "e", "g", "i")) Files.write(tree.resolve(name), same);
        for (var name : List.of("b", "d", "f", "h")) {
            Files.write(tree.resolve(name), bytes(random, size));
        }
        var store = new MemoryStore();
        var counting = new ForwardingStore(store) {
            @Override
            public InputStream open(BlobKey key, long offset, long length) throws IOException {
                if (key.kind() == BlobKind.PACK) ranges.incrementAndGet();
                return super.open(key, offset, length);
            }
        };
        try (var test = new TestRepository(counting, directory.resolve("state"))) {
            var manifest = test.backup(tree).manifest();
            try (var snapshot = test.open(manifest, directory)) {
                assertTrue(snapshot.database().extents(ArchiveStream.PAYLOAD).count() > 4);
                return readAll(snapshot, tree);
            }
        }
    }

    private int readAll(OpenSnapshot snapshot, Path tree) throws Exception {
        var entries = ArchiveReader.open(snapshot).entries();
        var reader = StreamReader.payload(snapshot);
        reader.expectAll();
        int requests = 0;
        int files = 0;
        for (var event = entries.next(); event != null; event = entries.next()) {
            if (!(event instanceof PxarEvent.Item(PxarEntry.RegularFile file))) continue;
            var content = new byte[(int) file.size()];
            int before = ranges.get();
            reader.read(file.address() + PayloadHeader.BYTES, content, 0, content.length);
            requests += ranges.get() - before;
            assertArrayEquals(Files.readAllBytes(tree.resolve(file.name().toString())), content);
            files++;
        }
        assertEquals(9, files);
        return requests;
    }

    private static byte[] bytes(Random random, int size) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
