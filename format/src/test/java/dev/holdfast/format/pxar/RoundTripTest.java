package dev.holdfast.format.pxar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.Seeded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.List;

final class RoundTripTest {

    private static final List<ArchiveForm> FORMS = List.of(ArchiveForm.values());

    @ParameterizedTest
    @EnumSource
    void bothReadersGiveBackWhatWasWritten(ArchiveForm form) throws IOException {
        var random = Seeded.random("round trips in " + form);
        for (int i = Seeded.repeat(60); i > 0; i--) {
            var tree = RandomTree.write(random.nextLong(), 1 + random.nextInt(120), form);
            assertEquals(tree.lines(), Listing.sequential(tree.archive()));
            assertEquals(tree.lines(), Listing.byAccess(tree.archive()));
        }
    }

    @Test
    void everyFormTurnsIntoEveryOther() throws IOException {
        var random = Seeded.random("every form turns into every other");
        for (int i = Seeded.repeat(15); i > 0; i--) {
            long seed = random.nextLong();
            for (var from : FORMS) {
                for (var to : FORMS) {
                    var source = RandomTree.write(seed, 100, from).archive();
                    var expected = RandomTree.write(seed, 100, to).archive();
                    var turned = Transcoder.write(source, to);
                    if (from != ArchiveForm.V1) assertEquals(expected, turned);
                    assertEquals(withoutPrelude(expected), withoutPrelude(turned));
                }
            }
        }
    }

    /// Version 1 has no prelude, so it cannot give one to another form.
    private static ByteString withoutPrelude(ArchiveBytes archive) throws IOException {
        return Transcoder.write(archive, ArchiveForm.V1).metadata();
    }

    @Test
    void copiedEntriesAreTheBytesOfTheOriginal() throws IOException {
        var random = Seeded.random("copied entries are the bytes of the original");
        for (int i = Seeded.repeat(60); i > 0; i--) {
            var stored =
                    RandomTree.write(random.nextLong(), 120, ArchiveForm.STORED).archive();
            assertEquals(stored.metadata(), copy(stored));
        }
    }

    private static ByteString copy(ArchiveBytes archive) throws IOException {
        var out = new ByteWriter();
        var encoder = PxarEncoder.open(out::bytes, ArchiveForm.STORED);
        var decoder = archive.decoder();
        for (PxarEvent event; (event = decoder.next()) != null; ) {
            switch (event) {
                case PxarEvent.Enter(var root)
                when encoder.depth() == 0 -> encoder.root(root.metadata(), decoder.prelude());
                case PxarEvent.Enter(var directory) -> encoder.copy(directory, decoder.encoded());
                case PxarEvent.Item(PxarEntry.Hardlink link) ->
                    encoder.hardlink(link.name(), link.target(), link.targetPosition());
                case PxarEvent.Item(var entry) -> encoder.copy(entry, decoder.encoded());
                case PxarEvent.Leave _ -> {
                    if (encoder.depth() > 1) encoder.endDirectory();
                }
            }
        }
        encoder.finish();
        return ByteString.of(out.toByteArray());
    }
}
