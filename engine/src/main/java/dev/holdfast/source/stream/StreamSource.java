package dev.holdfast.source.stream;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Timestamp;
import dev.holdfast.source.FileFacts;
import dev.holdfast.source.Notice;
import dev.holdfast.source.Source;
import dev.holdfast.source.SourceCursor;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/// One regular file in a directory of its own, with what a stream brings as its content.
///
/// Both belong to the user who runs this, nobody else may read them, and their time is the
/// moment at which it began. The stream is opened when the content is, once.
public final class StreamSource implements Source {

    private static final int FILE_MODE = Stat.S_IFREG | 0600;
    private static final int DIRECTORY_MODE = Stat.S_IFDIR | 0700;

    private final ByteString name;
    private final Instant moment;
    private final Opening opening;

    /// Begins the stream.
    public interface Opening {

        /// What comes of it; reading it to the end says whether that was all there should
        /// be, by failing if not.
        InputStream open() throws IOException;
    }

    private StreamSource(ByteString name, Instant moment, Opening opening) {
        this.name = name;
        this.moment = moment;
        this.opening = opening;
    }

    /// A file called `name`, which has no slash in it, as of `moment`.
    public static StreamSource of(ByteString name, Instant moment, Opening opening) {
        return new StreamSource(name, moment, opening);
    }

    @Override
    public SourceCursor open(Consumer<Notice> notices) {
        var directory = new StreamEntry(ByteString.EMPTY, facts(DIRECTORY_MODE), null, notices);
        var file = new StreamEntry(name, facts(FILE_MODE), opening, notices);
        return new Cursor(new ArrayDeque<>(List.of(
                new SourceEvent.Enter(directory),
                new SourceEvent.Item(file),
                SourceEvent.Leave.LEAVE)));
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    private FileFacts facts(int mode) {
        var time = new Timestamp(moment.getEpochSecond(), moment.getNano());
        return new FileFacts(
                mode,
                Unistd.effectiveUser(),
                Unistd.effectiveGroup(),
                0,
                time,
                time,
                0,
                FileType.ofMode(mode) == FileType.REGULAR ? 1 : 0,
                1);
    }

    private record Cursor(Queue<SourceEvent> events) implements SourceCursor {

        @Override
        public @Nullable SourceEvent next() {
            return events.poll();
        }

        @Override
        public void close() {
            events.clear();
        }
    }
}
