package dev.holdfast.app.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Files that a command makes: there whole, once it has said [#keep], or not at all. None
/// that was there before is touched.
final class NewFiles implements AutoCloseable {

    private static final int BUFFER = 1 << 20;

    private record Made(Path file, FileChannel channel, OutputStream stream) {}

    private final List<Made> made = new ArrayList<>();
    private final List<OutputStream> passing = new ArrayList<>();
    private boolean kept;

    /// Makes a file.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is one
    OutputStream create(Path file) throws IOException {
        var channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        var stream = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        made.add(new Made(file, channel, stream));
        return stream;
    }

    /// A stream that is not ours: it is flushed with the others and stays open.
    OutputStream passing(OutputStream stream) {
        passing.add(stream);
        return stream;
    }

    /// Makes what was written last.
    void keep() throws IOException {
        for (var stream : passing) stream.flush();
        for (var file : made) {
            file.stream.flush();
            file.channel.force(true);
        }
        kept = true;
    }

    @Override
    public void close() throws IOException {
        for (var file : made) file.channel.close();
        if (kept) return;
        for (var file : made) Files.deleteIfExists(file.file);
    }
}
