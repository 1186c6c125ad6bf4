package dev.holdfast.verify;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.repository.ChunkRef;
import dev.holdfast.repository.OpenSnapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Where the bytes of a file lie in the packs of its snapshot. Packs are ordinals of that
/// snapshot.
sealed interface ContentPlace {

    /// An empty file lies nowhere.
    record Nowhere() implements ContentPlace {}

    /// Within one chunk that it shares, its PAYLOAD header in front of it. `offset` is that
    /// of the content's first byte.
    record Shared(int pack, int chunk, int offset) implements ContentPlace {}

    /// In chunks of its own, in this order.
    record Own(List<Run> runs) implements ContentPlace {

        public Own {
            runs = List.copyOf(runs);
        }
    }

    /// Neighbouring chunks of one pack.
    record Run(int pack, int first, int count) {}

    /// Finds the place of a file's content.
    ///
    /// @throws CorruptDataException if any of it is stored nowhere, or it does not lie in
    ///     chunks as docs/format/archive.md says
    static ContentPlace of(OpenSnapshot snapshot, PxarEntry.RegularFile file) throws IOException {
        if (file.size() == 0) return new Nowhere();
        long end = file.contentAddress() + file.size();
        var first = snapshot.get(ArchiveStream.PAYLOAD, file.contentAddress());
        if (first.address() <= file.address()) {
            if (end > first.end()) throw misfit(file, "passes the end of the chunk it shares");
            int offset = (int) (file.address() - first.address()) + PayloadHeader.BYTES;
            return new Shared(first.pack(), first.chunk(), offset);
        }
        if (first.address() != file.contentAddress()) {
            throw misfit(file, "does not begin where its chunk begins");
        }
        return new Own(runs(snapshot, file, first, end));
    }

    private static List<Run> runs(
            OpenSnapshot snapshot, PxarEntry.RegularFile file, ChunkRef first, long end)
            throws IOException {
        var runs = new ArrayList<Run>();
        var run = new Run(first.pack(), first.chunk(), 1);
        var at = first;
        while (at.end() < end) {
            at = snapshot.get(ArchiveStream.PAYLOAD, at.end());
            if (at.pack() == run.pack() && at.chunk() == run.first() + run.count()) {
                run = new Run(run.pack(), run.first(), run.count() + 1);
            } else {
                runs.add(run);
                run = new Run(at.pack(), at.chunk(), 1);
            }
        }
        if (at.end() != end) throw misfit(file, "does not end where its last chunk ends");
        runs.add(run);
        return runs;
    }

    private static CorruptDataException misfit(PxarEntry.RegularFile file, String what) {
        return new CorruptDataException("the content of %d bytes at address %d %s"
                .formatted(file.size(), file.address(), what));
    }
}
