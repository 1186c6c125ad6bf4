package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.PxarDecoder;
import dev.holdfast.pxar.ArchiveInput;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;

/// The one or two files of a pxar archive that a command reads; `-` is standard input.
final class PxarFiles implements AutoCloseable {

    static final ByteString STANDARD = ByteString.utf8("-");

    private final ByteString name;
    private final InputStream archive;
    private final @Nullable InputStream payload;

    private PxarFiles(ByteString name, InputStream archive, @Nullable InputStream payload) {
        this.name = name;
        this.archive = archive;
        this.payload = payload;
    }

    static PxarFiles open(ByteString archive, @Nullable ByteString payload, Surroundings world)
            throws IOException {
        var first = stream(archive, world);
        if (payload == null) return new PxarFiles(archive, first, null);
        try {
            return new PxarFiles(archive, first, ArchiveInput.open(payload));
        } catch (IOException e) {
            first.close();
            throw e;
        }
    }

    /// What a command does with an archive.
    interface Reading {

        ExitCode read(PxarDecoder archive) throws IOException, InterruptedException;
    }

    /// Says of damage in which file it is.
    ExitCode read(Reading reading) throws IOException, InterruptedException {
        try {
            return reading.read(
                    payload == null
                            ? PxarDecoder.open(archive)
                            : PxarDecoder.open(archive, payload));
        } catch (CorruptDataException e) {
            throw new CommandException(ExitCode.FAILED, name + ": " + e.getMessage(), null);
        }
    }

    @Override
    public void close() throws IOException {
        archive.close();
        if (payload != null) payload.close();
    }

    private static InputStream stream(ByteString archive, Surroundings world) throws IOException {
        return archive.equals(STANDARD) ? world.in() : ArchiveInput.open(archive);
    }
}
