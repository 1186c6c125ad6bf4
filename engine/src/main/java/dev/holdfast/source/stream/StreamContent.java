package dev.holdfast.source.stream;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.source.Content;
import dev.holdfast.source.FileFacts;
import dev.holdfast.source.Notice;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/// What comes out of a stream. Whatever is wrong with it ends the backup: there is no other
/// file that could still be saved.
final class StreamContent implements Content {

    private final ByteString name;
    private final FileFacts facts;
    private final InputStream in;
    private final Consumer<Notice> notices;
    private boolean any;
    private boolean ended;

    StreamContent(ByteString name, FileFacts facts, InputStream in, Consumer<Notice> notices) {
        this.name = name;
        this.facts = facts;
        this.in = in;
        this.notices = notices;
    }

    @Override
    public FileFacts facts() {
        return facts;
    }

    @Override
    public Metadata metadata() {
        return StreamEntry.metadata(facts);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length <= 0) throw new IllegalArgumentException("reading " + length + " bytes");
        if (ended) return -1;
        int count = in.read(target, offset, length);
        any |= count > 0;
        if (count < 0) end();
        return count;
    }

    @Override
    public @Nullable String findChange() {
        return null;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // Nothing of it is wanted any more; what had to be read has been.
        }
    }

    private void end() {
        ended = true;
        if (!any) notices.accept(new Notice(name, Notice.Kind.SPECIAL, "is empty: nothing came"));
    }
}
