package dev.holdfast.format.pxar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.Arrays;

/// Directories around and above 1,024 children, where the stored form stops listing files.
final class LargeDirectoryTest {

    private static final Metadata DIRECTORY = Metadata.plain(040755, 0, 0, Timestamp.EPOCH);
    private static final Metadata FIFO = Metadata.plain(010644, 0, 0, Timestamp.EPOCH);

    @ParameterizedTest
    @CsvSource({
        "V1,     1024, 1024", "V2,     1025, 1025", "V2,     5000, 5000",
        "STORED, 1023, 1023", "STORED, 1024, 1024", "STORED, 1025, 102",
        "STORED, 2000, 200"
    })
    void theTableListsWhatItsFormSays(ArchiveForm form, int children, int listed)
            throws IOException {
        var archive = directoryOf(children, form);
        assertEquals(children + children / 10 + 2, Listing.sequential(archive).size());
        assertEquals(Listing.sequential(archive), Listing.byAccess(archive));
        assertEquals(24L * (listed + 1) + 16, tableSize(archive));
    }

    @Test
    void namesThatAreNotThereAreNotFound() throws IOException {
        var big = ByteString.utf8("big");
        for (int children : new int[] {3, 1_024, 1_025, 3_000}) {
            var root = directoryOf(children, ArchiveForm.STORED).accessor().root();
            var entry = assertInstanceOf(PxarEntry.Directory.class, root.find(big));
            var directory = root.open(entry);
            for (var name : new String[] {"", ".", "a/b", "0", "n00001x", "zzz"}) {
                assertNull(directory.find(ByteString.utf8(name)), name);
            }
        }
    }

    @Test
    void aTableThatLeavesOutAChildDirectoryIsRefused() throws IOException {
        var archive = directoryOf(2_000, ArchiveForm.STORED);
        var bytes = archive.metadata().toByteArray();
        int table = (int) tablePosition(archive);
        // The size of the first listed directory, one less.
        bytes[table + 16 + 16]--;
        var damaged = archive.withMetadata(bytes);
        assertThrows(CorruptDataException.class, () -> Listing.sequential(damaged));
        assertThrows(CorruptDataException.class, () -> Listing.byAccess(damaged));
    }

    /// A root with one directory that has so many children, every tenth a directory itself.
    private static ArchiveBytes directoryOf(int children, ArchiveForm form) throws IOException {
        var out = new ByteWriter();
        var encoder = PxarEncoder.open(out::bytes, form);
        encoder.root(DIRECTORY);
        encoder.directory(ByteString.utf8("big"), DIRECTORY);
        for (int i = 0; i < children; i++) {
            var name = ByteString.utf8("n%05d".formatted(i));
            if (i % 10 == 9) {
                encoder.directory(name, DIRECTORY);
                encoder.fifo(ByteString.utf8("inside"), FIFO);
                encoder.endDirectory();
            } else {
                encoder.fifo(name, FIFO);
            }
        }
        encoder.endDirectory();
        encoder.finish();
        return new ArchiveBytes(ByteString.of(out.toByteArray()), null, form == ArchiveForm.STORED);
    }

    private static long tableSize(ArchiveBytes archive) throws IOException {
        return tailOf(archive).size();
    }

    private static long tablePosition(ArchiveBytes archive) throws IOException {
        return endOf(archive) - tableSize(archive);
    }

    private static TableItem tailOf(ArchiveBytes archive) throws IOException {
        int end = (int) endOf(archive);
        return TableItem.readFrom(
                Arrays.copyOfRange(archive.metadata().toByteArray(), end - 24, end), 0);
    }

    private static long endOf(ArchiveBytes archive) throws IOException {
        var root = archive.accessor().root();
        var entry = (PxarEntry.Directory) root.children().next();
        if (entry == null) throw new AssertionError("the root has a child");
        return root.open(entry).end();
    }
}
