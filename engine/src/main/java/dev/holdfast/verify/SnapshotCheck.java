package dev.holdfast.verify;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.archive.Checks;
import dev.holdfast.archive.StreamReader;
import dev.holdfast.catalog.EntryCounts;
import dev.holdfast.catalog.StreamFacts;
import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.format.pxar.PxarDecoder;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.PxarEvent;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.verify.Finding.BadSnapshot;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.IOException;
import java.security.DigestInputStream;
import java.util.BitSet;
import java.util.Set;

/// One snapshot, read with the metadata key from its manifest to its last entry.
///
/// Says that parts fit each other; contents are not read. On the way it collects, for packs
/// that will be read, which contents are in them. Memory: 16 bytes a regular file, and a bit.
final class SnapshotCheck {

    private final OpenSnapshot snapshot;
    private final Inventory inventory;
    private final int position;
    private final Findings findings;
    private final Set<LargeContent> large;
    private final NamedPack[] packs;
    private long misplaced;
    private @Nullable String firstMisplaced;

    SnapshotCheck(
            OpenSnapshot snapshot,
            Inventory inventory,
            int position,
            Findings findings,
            Set<LargeContent> large)
            throws IOException {
        this.snapshot = snapshot;
        this.inventory = inventory;
        this.position = position;
        this.findings = findings;
        this.large = large;
        this.packs = new NamedPack[snapshot.database().packCount()];
        for (int i = 0; i < packs.length; i++) {
            packs[i] = inventory.pack(snapshot.database().packName(i));
        }
    }

    /// Returns whether all entries could be walked.
    boolean run() throws IOException {
        step(this::checkFacts);
        step(this::checkPacks);
        boolean ordered = step(this::checkChecks);
        return step(() -> walk(ordered)) && ordered;
    }

    /// A part of the check that can fail without the others.
    private interface Step {

        void run() throws IOException;
    }

    private boolean step(Step step) throws IOException {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            if (Findings.faultOf(e) == null) throw e;
            if (!inventory.isForgotten(position)) report(Findings.textOf(e));
            return false;
        }
    }

    private void report(String detail) {
        findings.add(new BadSnapshot(snapshot.manifest().manifest().snapshot(), detail));
    }

    /// The database was already held against the manifest's identity and, one way, its packs.
    private void checkFacts() {
        var manifest = snapshot.manifest().manifest();
        var entries = snapshot.facts().entries();
        if (packs.length != manifest.blobs().size()) {
            report("its manifest names %d packs, its database %d"
                    .formatted(manifest.blobs().size(), packs.length));
        }
        if (manifest.totalFiles() != entries.files() || manifest.totalSize() != entries.bytes()) {
            report("its manifest and its database count files and bytes differently");
        }
    }

    private void checkPacks() throws IOException {
        for (int i = 0; i < packs.length; i++) {
            var row = snapshot.pack(i);
            var known = packs[i].row;
            if (known == null) {
                packs[i].row = row;
            } else if (!known.equals(row)) {
                report("its database describes pack %s unlike that of another snapshot"
                        .formatted(row.name()));
            }
        }
    }

    /// Reads the checks stream once, front to back.
    private void checkChecks() throws IOException {
        var digest = Sha256.digest();
        var recorded = snapshot.facts().checks();
        var record = new byte[Checks.RECORD_BYTES];
        long last = -1;
        try (var stream = new DigestInputStream(StreamReader.checks(snapshot).from(0), digest);
                var in = new DataInputStream(stream)) {
            for (long at = 0; at + record.length <= recorded.length(); at += record.length) {
                in.readFully(record);
                long address = ByteOrders.getLong(record, 0);
                if (address <= last) {
                    throw new CorruptDataException(
                            "its checks stream has address %d after %d".formatted(address, last));
                }
                last = address;
            }
            if (in.read() >= 0)
                throw new CorruptDataException("its checks stream ends in a record");
        }
        requireDigest("checks", recorded, digest.digest());
    }

    private static void requireDigest(String what, StreamFacts recorded, byte[] digest)
            throws CorruptDataException {
        if (!Sha256.of(digest).equals(recorded.sha256())) {
            throw new CorruptDataException("its %s stream of %d bytes has not the recorded SHA-256"
                    .formatted(what, recorded.length()));
        }
    }

    /// Walks all entries. Whether `checked`, the checks stream can be asked for contents.
    private void walk(boolean checked) throws IOException {
        var archive = checked ? ArchiveReader.open(snapshot) : null;
        var digest = Sha256.digest();
        var tally = new Tally();
        var seen = new BitSet();
        try (var stream = new DigestInputStream(StreamReader.metadata(snapshot).from(0), digest)) {
            var entries = PxarDecoder.openStored(stream);
            var path = new EntryPath();
            for (var event = entries.next(); event != null; event = entries.next()) {
                path.follow(event);
                tally.count(event);
                if (event instanceof PxarEvent.Item(PxarEntry.RegularFile file)) {
                    long check = archive == null ? -1 : archive.checks().find(file.address());
                    if (check < 0 && checked) misplaced(path.of(file.name()), "has no check");
                    if (check >= 0 && !seen.get(Math.toIntExact(check))) {
                        seen.set((int) check);
                        tally.live += PayloadHeader.BYTES + file.size();
                    }
                    int crc =
                            archive == null || check < 0 ? 0 : archive.checks().get(file.address());
                    place(path, file, crc, check >= 0);
                }
            }
        }
        requireDigest("metadata", snapshot.facts().metadata(), digest.digest());
        checkCounts(tally, archive, seen);
    }

    private void checkCounts(Tally tally, @Nullable ArchiveReader archive, BitSet seen) {
        var facts = snapshot.facts();
        if (!tally.counts().equals(facts.entries())) {
            report("it has %s, and its database says %s"
                    .formatted(tally.counts(), facts.entries()));
        }
        if (misplaced > 0) report("%d files: %s".formatted(misplaced, firstMisplaced));
        if (archive == null || misplaced > 0) return;
        if (seen.cardinality() != archive.checks().count()) {
            report("its checks stream has %d records for %d contents"
                    .formatted(archive.checks().count(), seen.cardinality()));
        }
        if (tally.live != facts.liveBytes()) {
            report("its files take %d bytes of the payload log, and its database says %d"
                    .formatted(tally.live, facts.liveBytes()));
        }
    }

    private void misplaced(ByteString path, String what) {
        if (misplaced++ == 0) firstMisplaced = path + " " + what;
    }

    /// Finds where a content lies, and keeps that if it will be read.
    private void place(EntryPath path, PxarEntry.RegularFile file, int crc, boolean checked)
            throws IOException {
        ContentPlace place;
        try {
            place = ContentPlace.of(snapshot, file);
        } catch (CorruptDataException e) {
            misplaced(path.of(file.name()), "is not all there: " + Findings.textOf(e));
            return;
        }
        if (!checked) return;
        switch (place) {
            case ContentPlace.Nowhere _ -> {
                if (crc != 0) misplaced(path.of(file.name()), "is empty, its check is not");
            }
            case ContentPlace.Shared(int pack, int chunk, int offset) -> {
                if (packs[pack].chosen) {
                    packs[pack].contents.add(chunk, offset, (int) file.size(), crc);
                }
            }
            case ContentPlace.Own own -> {
                if (own.runs().stream().allMatch(run -> packs[run.pack()].chosen)) {
                    large.add(largeContent(own, packs, crc));
                }
            }
        }
    }

    static LargeContent largeContent(ContentPlace.Own own, NamedPack[] packs, int crc) {
        return new LargeContent(
                own.runs().stream()
                        .map(run ->
                                new LargeContent.Run(packs[run.pack()], run.first(), run.count()))
                        .toList(),
                crc);
    }

    /// What was walked, in numbers.
    private static final class Tally {

        private long directories;
        private long files;
        private long hardLinks;
        private long symlinks;
        private long specials;
        private long bytes;
        private long live;

        void count(PxarEvent event) {
            switch (event) {
                case PxarEvent.Enter _ -> directories++;
                case PxarEvent.Leave _ -> {}
                case PxarEvent.Item(var entry) -> {
                    switch (entry) {
                        case PxarEntry.RegularFile file -> {
                            files++;
                            bytes += file.size();
                        }
                        case PxarEntry.Hardlink _ -> hardLinks++;
                        case PxarEntry.Symlink _ -> symlinks++;
                        case PxarEntry.Device _, PxarEntry.Fifo _, PxarEntry.Socket _ -> specials++;
                        case PxarEntry.Directory _ -> directories++;
                    }
                }
            }
        }

        EntryCounts counts() {
            return new EntryCounts(directories, files, hardLinks, symlinks, specials, bytes);
        }
    }
}
