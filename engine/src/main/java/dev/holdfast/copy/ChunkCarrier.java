package dev.holdfast.copy;

import dev.holdfast.catalog.KnownPack;
import dev.holdfast.catalog.StreamFacts;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.reference.PayloadPlaces;
import dev.holdfast.repository.BackupRun;
import dev.holdfast.repository.ChunkSink;
import dev.holdfast.repository.OpenSnapshot;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Carries the streams of one snapshot chunk by chunk, at the addresses they have.
///
/// Of the payload, what the copy of the snapshot before has out of the same place is kept, if the
/// run may rely on its pack. All else is read, and goes through the run as that of a backup.
final class ChunkCarrier {

    /// What is opened at once.
    private static final int OPENED_MAX = 4 << 20;

    private final OpenSnapshot snapshot;
    private final BackupRun run;
    private final Carried before;
    private final CopyProgress progress;
    private final PayloadPlaces places;
    private final BitSet kept;
    private final Map<Sha256, @Nullable KnownPack> usable = new HashMap<>();

    ChunkCarrier(OpenSnapshot snapshot, BackupRun run, Carried before, CopyProgress progress)
            throws IOException {
        this.snapshot = snapshot;
        this.run = run;
        this.before = before;
        this.progress = progress;
        this.places = Carried.places(snapshot);
        this.kept = findKept();
    }

    /// Where the snapshot's payload lies.
    PayloadPlaces places() {
        return places;
    }

    /// How many bytes [#carry] will read.
    long bytes() {
        var facts = snapshot.facts();
        return facts.metadata().length() + facts.checks().length() + payloadBytes();
    }

    /// The same of contents alone.
    long payloadBytes() {
        long bytes = 0;
        for (int i = 0; i < places.count(); i++) {
            if (!kept.get(i)) bytes += places.length(i);
        }
        return bytes;
    }

    /// Reads what is not kept.
    ///
    /// @throws CorruptDataException if a stream is not what the snapshot's database says
    void carry(ChunkSink sink) throws IOException, InterruptedException {
        whole(ArchiveStream.METADATA, snapshot.facts().metadata(), sink);
        payload(sink);
        whole(ArchiveStream.CHECKS, snapshot.facts().checks(), sink);
    }

    /// Tells the run what it keeps. After [#carry].
    void keep() throws IOException {
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
            int carried = before.find(places, i);
            var pack = findUsable(carried);
            if (pack == null) throw new IllegalStateException("a kept pack is gone");
            run.keep(places.start(i), places.length(i), pack, before.copies().chunk(carried));
        }
    }

    private BitSet findKept() throws IOException {
        var found = new BitSet();
        for (int i = 0; i < places.count(); i++) {
            int carried = before.find(places, i);
            if (carried >= 0 && findUsable(carried) != null) found.set(i);
        }
        return found;
    }

    private @Nullable KnownPack findUsable(int carried) throws IOException {
        var name = before.copies().packs().get(before.copies().pack(carried));
        if (!usable.containsKey(name)) usable.put(name, run.findUsable(name));
        return usable.get(name);
    }

    private void whole(ArchiveStream stream, StreamFacts facts, ChunkSink sink)
            throws IOException, InterruptedException {
        var digest = Sha256.digest();
        var extents = snapshot.database().extents(stream);
        for (int i = 0; i < extents.count(); i++) {
            var carrying = new Carrying(stream, sink, digest, extents.address(i));
            int first = extents.firstChunk(i);
            chunks(extents.pack(i), first, first + extents.chunkCount(i), carrying);
        }
        var found = Sha256.of(digest.digest());
        if (!found.equals(facts.sha256())) {
            throw new CorruptDataException(
                    "snapshot %s: its %s stream has the SHA-256 %s, its database says %s"
                            .formatted(
                                    snapshot.facts().id().shortText(),
                                    stream.name().toLowerCase(Locale.ROOT),
                                    found,
                                    facts.sha256()));
        }
    }

    private void payload(ChunkSink sink) throws IOException, InterruptedException {
        var extents = snapshot.database().extents(ArchiveStream.PAYLOAD);
        int from = 0;
        for (int i = 0; i < extents.count(); i++) {
            int end = from + extents.chunkCount(i);
            for (int at = kept.nextClearBit(from); at < end; ) {
                int keptAgain = kept.nextSetBit(at);
                int to = keptAgain < 0 ? end : Math.min(keptAgain, end);
                var carrying = new Carrying(ArchiveStream.PAYLOAD, sink, null, places.start(at));
                int first = places.chunk(at);
                chunks(extents.pack(i), first, first + to - at, carrying);
                at = kept.nextClearBit(to);
            }
            from = end;
        }
    }

    /// Neighbouring chunks of a pack by one request, a few opened at a time.
    private void chunks(int pack, int first, int end, Carrying carrying)
            throws IOException, InterruptedException {
        if (snapshot.isKeptWhole(pack)) {
            snapshot.read(pack, first, end - first, carrying);
            return;
        }
        var lengths = snapshot.pack(pack).lengths();
        try (var stream = snapshot.stream(pack, first, end)) {
            for (int from = first; from < end; ) {
                int to = from + 1;
                long bytes = lengths.length(from);
                while (to < end && bytes + lengths.length(to) <= OPENED_MAX) {
                    bytes += lengths.length(to++);
                }
                snapshot.open(stream.read(from, to - from), carrying);
                from = to;
            }
        }
    }

    /// Hands on neighbouring chunks.
    private final class Carrying implements OpenSnapshot.ChunkVisitor {

        private final ArchiveStream stream;
        private final ChunkSink sink;
        private final @Nullable MessageDigest digest;
        private long address;

        Carrying(
                ArchiveStream stream,
                ChunkSink sink,
                @Nullable MessageDigest digest,
                long address) {
            this.stream = stream;
            this.sink = sink;
            this.digest = digest;
            this.address = address;
        }

        @Override
        public void visit(int chunk, byte[] bytes) throws IOException, InterruptedException {
            if (digest != null) digest.update(bytes);
            // The array becomes the sink's.
            int length = bytes.length;
            sink.put(stream, address, bytes, length);
            address += length;
            progress.sent(length);
        }
    }
}
