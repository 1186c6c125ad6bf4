package dev.holdfast.reference;

import dev.holdfast.archive.StreamReader;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.PxarDecoder;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.PxarEvent;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.source.Notice;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/// Fetches what a host should have kept of a snapshot: its metadata, and where its payload
/// lies. What only that host knew, inodes and ctimes, is lost: of the next backup size and
/// mtime decide.
public final class ReferenceDownload {

    private static final int BUFFER = 64 << 10;

    private final References references;

    public ReferenceDownload(References references) {
        this.references = references;
    }

    /// Where a stream goes.
    private interface Target {
        void write(byte[] bytes, int offset, int length);
    }

    /// Makes the reference of a lineage from its snapshot `stored`. `temporary` is a directory
    /// for its plain database.
    public void fetch(
            Repository repository,
            StoredManifest stored,
            LineageId lineage,
            RepositorySecrets secrets,
            Path temporary)
            throws IOException {
        try (var snapshot = OpenSnapshot.open(repository, stored, secrets, temporary);
                var writer = references.write(lineage, snapshot.facts().id())) {
            copy(StreamReader.metadata(snapshot).from(0), writer::metadata);
            copy(StreamReader.checks(snapshot).from(0), writer::checks);
            hints(snapshot, writer);
            var facts = snapshot.facts();
            writer.commit(
                    facts.encoderVersion(),
                    facts.startedAt(),
                    facts.logEnd(),
                    0,
                    facts.entries(),
                    () -> places(snapshot));
            var failure = writer.failure();
            if (failure != null) throw failure;
        }
    }

    /// Says of which files the content is in doubt, if of any.
    private static void hints(OpenSnapshot snapshot, ReferenceWriter writer) throws IOException {
        var doubtful = new HashSet<ByteString>();
        snapshot.database().forEachNotice(notice -> {
            if (notice.kind().equals(Notice.Kind.CHANGED.code())) doubtful.add(notice.path());
        });
        if (doubtful.isEmpty()) return;
        try (var metadata = StreamReader.metadata(snapshot).from(0)) {
            var entries = PxarDecoder.openStored(metadata);
            var above = new ArrayDeque<ByteString>();
            for (var event = entries.next(); event != null; event = entries.next()) {
                switch (event) {
                    case PxarEvent.Enter(var directory) ->
                        above.push(hint(directory, above.peek(), doubtful, writer));
                    case PxarEvent.Item(var item) -> hint(item, above.peek(), doubtful, writer);
                    case PxarEvent.Leave _ -> above.pop();
                }
            }
        }
    }

    /// Returns where the entry is.
    private static ByteString hint(
            PxarEntry entry,
            @Nullable ByteString above,
            Set<ByteString> doubtful,
            ReferenceWriter writer) {
        var path = above == null ? ByteString.EMPTY : above.child(entry.name());
        writer.hint(doubtful.contains(path) ? Hint.DOUBTFUL : Hint.NONE);
        return path;
    }

    private static PayloadPlaces places(OpenSnapshot snapshot) throws IOException {
        var places = new PayloadPlaces.Builder();
        var extents = snapshot.database().extents(ArchiveStream.PAYLOAD);
        for (int i = 0; i < extents.count(); i++) {
            var pack = snapshot.database().getPack(extents.pack(i));
            long address = extents.address(i);
            for (int k = 0; k < extents.chunkCount(i); k++) {
                int chunk = extents.firstChunk(i) + k;
                int length = pack.lengths().length(chunk);
                // How much of it is in use is not known; the next backup will know.
                places.add(address, length, pack.name(), chunk, length);
                address += length;
            }
        }
        return places.build();
    }

    private static void copy(InputStream stream, Target target) throws IOException {
        var buffer = new byte[BUFFER];
        for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
            target.write(buffer, 0, read);
        }
    }
}
