package dev.holdfast.source.stream;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.source.Content;
import dev.holdfast.source.FileFacts;
import dev.holdfast.source.Notice;
import dev.holdfast.source.SourceEntry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.function.Consumer;

/// The file of a stream, or the directory around it. A stream is opened once: what came of
/// it does not come again.
final class StreamEntry implements SourceEntry {

    private final ByteString name;
    private final FileFacts facts;
    private final Consumer<Notice> notices;
    private StreamSource.@Nullable Opening opening;

    StreamEntry(
            ByteString name,
            FileFacts facts,
            StreamSource.@Nullable Opening opening,
            Consumer<Notice> notices) {
        this.name = name;
        this.facts = facts;
        this.opening = opening;
        this.notices = notices;
    }

    @Override
    public ByteString name() {
        return name;
    }

    @Override
    public ByteString path() {
        return name;
    }

    @Override
    public FileFacts facts() {
        return facts;
    }

    @Override
    public Metadata metadata() {
        return metadata(facts);
    }

    static Metadata metadata(FileFacts facts) {
        return Metadata.plain(facts.mode(), facts.uid(), facts.gid(), facts.mtime());
    }

    @Override
    public ByteString target() {
        throw new IllegalStateException(name + " has no target");
    }

    @Override
    public long deviceMajor() {
        throw new IllegalStateException(name + " is no device");
    }

    @Override
    public long deviceMinor() {
        throw new IllegalStateException(name + " is no device");
    }

    @Override
    public Content open() throws IOException {
        var begin = opening;
        if (begin == null) throw new IllegalStateException(name + " has no content any more");
        opening = null;
        return new StreamContent(name, facts, begin.open(), notices);
    }
}
