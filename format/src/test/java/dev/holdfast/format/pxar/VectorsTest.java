package dev.holdfast.format.pxar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.format.ByteString;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Archives of one tree with every special case, made by the reference encoder.
final class VectorsTest {

    private static final Path FOLDER = Path.of("src/test/resources/pxar");

    @ParameterizedTest
    @ValueSource(strings = {"v1.pxar", "v2.mpxar", "v2-refs.mpxar"})
    void bothReadersSeeWhatTheReferenceEncoderWrote(String name) throws IOException {
        var archive = ArchiveBytes.read(FOLDER.resolve(name));
        assertEquals(expected(), Listing.sequential(archive));
        assertEquals(expected(), Listing.byAccess(archive));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2.mpxar", "v2-refs.mpxar"})
    void aSplitArchiveIsListedWithoutItsPayload(String name) throws IOException {
        var archive = ArchiveBytes.read(FOLDER.resolve(name)).withoutPayload();
        var expected = expected().stream()
                .map(line -> line.replaceAll(",\"sha256\":\"[0-9a-f]{64}\"", ""))
                .toList();
        assertEquals(expected, Listing.sequential(archive));
        assertEquals(expected, Listing.byAccess(archive));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.pxar", "v2.mpxar", "v2-refs.mpxar"})
    void theTreeWrittenAgainAsVersion1IsTheReferenceArchive(String name) throws IOException {
        var again = Transcoder.write(ArchiveBytes.read(FOLDER.resolve(name)), ArchiveForm.V1);
        assertEquals(ArchiveBytes.read(FOLDER.resolve("v1.pxar")), again);
    }

    @Test
    void theTreeWrittenAgainAsVersion2IsTheReferenceArchive() throws IOException {
        var archive = ArchiveBytes.read(FOLDER.resolve("v2.mpxar"));
        assertEquals(archive, Transcoder.write(archive, ArchiveForm.V2));
    }

    @ParameterizedTest
    @EnumSource(
            value = ArchiveForm.class,
            names = {"V1", "V2"})
    void theStoredFormGivesTheReferenceArchivesBack(ArchiveForm form) throws IOException {
        var original = ArchiveBytes.read(FOLDER.resolve("v2.mpxar"));
        var stored = Transcoder.write(original, ArchiveForm.STORED);
        assertEquals(expected(), Listing.sequential(stored));
        assertEquals(expected(), Listing.byAccess(stored));
        var again = Transcoder.write(stored, form);
        var name = form == ArchiveForm.V1 ? "v1.pxar" : "v2.mpxar";
        assertEquals(ArchiveBytes.read(FOLDER.resolve(name)), again);
    }

    @Test
    void thePreludeIsGivenOut() throws IOException {
        var archive = ArchiveBytes.read(FOLDER.resolve("v2.mpxar"));
        var prelude = archive.decoder().prelude();
        assertEquals(prelude, archive.accessor().prelude());
        assertEquals(true, prelude != null && prelude.startsWith(ByteString.utf8("{")));
    }

    @Test
    void theSizesOfAllFilesAddUp() throws IOException {
        var archive = ArchiveBytes.read(FOLDER.resolve("v2.mpxar"));
        var decoder = archive.decoder();
        while (decoder.next() != null) {}
        int files = (int) expected().stream()
                .filter(line -> line.contains("\"kind\":\"file\""))
                .count();
        var payload = archive.payload();
        assertEquals(
                payload == null ? -1 : payload.length() - 32 - 16L * files, decoder.contentBytes());
    }

    /// Archives of the real client, from a folder that `.ci/run` names.
    @Test
    void archivesOfTheProxmoxClientAreReadAndWrittenAgain() throws IOException {
        var vectors = System.getenv("PXAR_VECTORS");
        if (vectors == null) {
            System.err.println("SKIPPED: PXAR_VECTORS names no folder with the archives of"
                    + " the Proxmox client");
            Assumptions.abort("PXAR_VECTORS is not set");
        }
        var folder = Path.of(vectors).resolve("pxar/proxmox-client");
        var written = client(folder.resolve("backup-client-pxar-data.mpxar"));
        assertEquals(written, Transcoder.copyReferences(written));
        // The client took this one's files over by reference, which leaves their sizes out of
        // the tables.
        var reused = client(folder.resolve("backup-client-pxar-expected.mpxar"));
        var again = Transcoder.copyReferences(reused);
        assertEquals(reused.metadata().length(), again.metadata().length());
        assertEquals(Listing.sequential(reused), Listing.sequential(again));
    }

    private static ArchiveBytes client(Path file) throws IOException {
        var archive = new ArchiveBytes(ByteString.of(Files.readAllBytes(file)), null, false);
        assertEquals(Listing.sequential(archive), Listing.byAccess(archive));
        return archive;
    }

    private static List<String> expected() throws IOException {
        return Files.readAllLines(FOLDER.resolve("expected.jsonl"), StandardCharsets.US_ASCII);
    }
}
