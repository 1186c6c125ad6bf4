package dev.holdfast.format.pxar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a program must not ask of an encoder, and what an encoder promises it.
final class EncoderTest {

    private static final Metadata DIRECTORY = plain(040755);
    private static final Metadata FILE = plain(0100644);

    private final ByteWriter out = new ByteWriter();

    @Test
    void namesAscend() throws IOException {
        var encoder = root(ArchiveForm.V2);
        encoder.fifo(name("b"), plain(010644));
        isRefused(() -> encoder.fifo(name("b"), plain(010644)));
        isRefused(() -> encoder.directory(name("a"), DIRECTORY));
    }

    @Test
    void everyDirectoryIsEnded() throws IOException {
        var encoder = root(ArchiveForm.V2);
        isMisuse(encoder::endDirectory);
        encoder.directory(name("a"), DIRECTORY);
        isMisuse(encoder::finish);
        encoder.endDirectory();
        encoder.finish();
        isMisuse(() -> encoder.fifo(name("b"), plain(010644)));
        isMisuse(encoder::finish);
    }

    @Test
    void nothingComesBeforeTheRoot() {
        var encoder = PxarEncoder.open(out::bytes, ArchiveForm.V1);
        isMisuse(() -> encoder.fifo(name("b"), plain(010644)));
        isMisuse(encoder::finish);
    }

    @Test
    void exactlyTheAnnouncedContentFollows() throws IOException {
        var encoder = root(ArchiveForm.V1);
        encoder.file(name("a"), FILE, 3);
        encoder.content(new byte[2], 0, 2);
        isMisuse(() -> encoder.fifo(name("b"), plain(010644)));
        isMisuse(encoder::finish);
        isMisuse(() -> encoder.content(new byte[2], 0, 2));
        encoder.content(new byte[2], 1, 1);
        encoder.finish();
        var payload = PayloadEncoder.open(out::bytes);
        assertEquals(16, payload.begin(1));
        isMisuse(payload::finish);
        isMisuse(() -> payload.content(new byte[2], 0, 2));
        payload.content(new byte[1], 0, 1);
        assertEquals(33, payload.begin(0));
        payload.finish();
        isMisuse(() -> payload.begin(0));
    }

    @Test
    void theModeSaysWhatIsWritten() throws IOException {
        var encoder = root(ArchiveForm.V2);
        isRefused(() -> encoder.fifo(name("a"), FILE));
        isRefused(() -> encoder.socket(name("a"), FILE));
        isRefused(() -> encoder.device(name("a"), FILE, 1, 1));
        isRefused(() -> encoder.symlink(name("a"), FILE, name("b")));
        isRefused(() -> encoder.directory(name("a"), FILE));
        isRefused(() -> encoder.reference(name("a"), DIRECTORY, 16, 0));
        isRefused(() -> PxarEncoder.open(out::bytes, ArchiveForm.V1).root(FILE));
    }

    @Test
    void addressesAscendInVersion2AndAreFreeInTheStoredForm() throws IOException {
        var split = root(ArchiveForm.V2);
        split.reference(name("a"), FILE, 100, 10);
        isRefused(() -> split.reference(name("b"), FILE, 125, 10));
        split.reference(name("c"), FILE, 126, 10);
        var stored = root(ArchiveForm.STORED);
        stored.reference(name("a"), FILE, 100, 10);
        stored.reference(name("b"), FILE, 100, 10);
        stored.reference(name("c"), FILE, 16, 0);
        isRefused(() -> stored.reference(name("d"), FILE, 15, 0));
        isRefused(() -> stored.reference(name("d"), FILE, (1L << 62) - 16, 1));
    }

    @Test
    void hardLinksLeadBack() throws IOException {
        var encoder = root(ArchiveForm.STORED);
        long position = encoder.reference(name("a"), FILE, 16, 0);
        isRefused(() -> encoder.hardlink(name("b"), name("a"), encoder.position()));
        isRefused(() -> encoder.hardlink(name("b"), name("/a"), position));
        isRefused(() -> encoder.hardlink(name("b"), name("x/../a"), position));
        encoder.hardlink(name("b"), name("a"), position);
    }

    @Test
    void theBytesComeInPiecesAndAddUpToThePosition() throws IOException {
        var pieces = new ArrayList<Integer>();
        var encoder = PxarEncoder.open((_, _, length) -> pieces.add(length), ArchiveForm.STORED);
        encoder.root(DIRECTORY);
        for (int i = 0; i < 2_000; i++) {
            encoder.reference(name("n%06d".formatted(i)), FILE, 16, 0);
        }
        encoder.finish();
        assertEquals(encoder.position(), pieces.stream().mapToLong(i -> i).sum());
        assertEquals(true, pieces.stream().allMatch(length -> length <= 66_000));
    }

    @Test
    void metadataThatNoReaderWouldTakeCannotBeMade() {
        assertThrows(IllegalArgumentException.class, () -> plain(0644));
        assertThrows(IllegalArgumentException.class, () -> plain(01_000_000 | 0100644));
        assertThrows(IllegalArgumentException.class, () -> new Timestamp(0, 1_000_000_000));
        assertThrows(IllegalArgumentException.class, () -> new Acl.Named(1, 8));
        assertThrows(
                IllegalArgumentException.class, () -> new Xattr(name("a\0"), ByteString.EMPTY));
        var xattr = new Xattr(name("user.a"), ByteString.of(new byte[65_536]));
        assertThrows(IllegalArgumentException.class, () -> attributed(List.of(xattr, xattr)));
        var many = new ArrayList<Xattr>();
        for (int i = 0; i < 16; i++) many.add(new Xattr(name("user." + i), xattr.value()));
        assertThrows(IllegalArgumentException.class, () -> attributed(many));
        assertEquals(15, attributed(many.subList(0, 15)).xattrs().size());
    }

    private interface Call {
        void run() throws IOException;
    }

    private static void isRefused(Call call) {
        assertThrows(IllegalArgumentException.class, call::run);
    }

    private static void isMisuse(Call call) {
        assertThrows(IllegalStateException.class, call::run);
    }

    private PxarEncoder root(ArchiveForm form) throws IOException {
        out.clear();
        var encoder = PxarEncoder.open(out::bytes, form);
        encoder.root(DIRECTORY);
        return encoder;
    }

    private static Metadata attributed(List<Xattr> xattrs) {
        return new Metadata(0100644, 0, 0, 0, Timestamp.EPOCH, xattrs, Acl.NONE, null, 0);
    }

    private static ByteString name(String name) {
        return ByteString.utf8(name);
    }

    private static Metadata plain(int mode) {
        return Metadata.plain(mode, 0, 0, Timestamp.EPOCH);
    }
}
