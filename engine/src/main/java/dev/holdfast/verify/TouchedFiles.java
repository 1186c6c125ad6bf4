package dev.holdfast.verify;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.archive.Checks;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.PxarEvent;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.store.BlobKey;
import dev.holdfast.verify.Finding.TouchedFile;
import dev.holdfast.verify.Finding.WrongContent;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Walks a snapshot once more to name the files that cannot be restored from it, under each
/// of their names.
final class TouchedFiles {

    private final OpenSnapshot snapshot;
    private final SnapshotId id;
    private final NamedPack[] packs;
    private final Set<LargeContent> wrongLarge;
    private final Findings findings;
    private final EntryPath path = new EntryPath();

    /// What is wrong with a file that may have further names.
    private record Harm(Set<NamedPack> packs, boolean wrong) {}

    private final Map<Long, Harm> harmed = new HashMap<>();

    TouchedFiles(
            OpenSnapshot snapshot,
            Inventory inventory,
            Set<LargeContent> wrongLarge,
            Findings findings) {
        this.snapshot = snapshot;
        this.id = snapshot.manifest().manifest().snapshot();
        this.wrongLarge = wrongLarge;
        this.findings = findings;
        this.packs = new NamedPack[snapshot.database().packCount()];
        for (int i = 0; i < packs.length; i++) {
            packs[i] = inventory.pack(snapshot.database().packName(i));
        }
    }

    /// Reports them up to where the entries cannot be read any more, which the check of the
    /// snapshot has reported.
    void run() throws IOException {
        try {
            var archive = ArchiveReader.open(snapshot);
            var entries = archive.entries();
            for (var event = entries.next(); event != null; event = entries.next()) {
                path.follow(event);
                if (event instanceof PxarEvent.Item(PxarEntry.RegularFile file)) {
                    look(file, archive.checks());
                } else if (event instanceof PxarEvent.Item(PxarEntry.Hardlink link)) {
                    var harm = harmed.get(link.targetPosition());
                    if (harm != null) report(path.of(link.name()), harm);
                }
            }
        } catch (IOException e) {
            if (Findings.faultOf(e) == null) throw e;
        }
    }

    private void look(PxarEntry.RegularFile file, Checks checks) throws IOException {
        ContentPlace place;
        try {
            place = ContentPlace.of(snapshot, file);
        } catch (CorruptDataException e) {
            return; // The check of the snapshot has said so.
        }
        var touched = new LinkedHashSet<NamedPack>();
        boolean wrong = false;
        switch (place) {
            case ContentPlace.Nowhere _ -> {}
            case ContentPlace.Shared(int pack, int chunk, int offset) -> {
                if (packs[pack].hasLost(chunk, 1)) touched.add(packs[pack]);
                long key = SmallContents.key(chunk, offset, (int) file.size());
                var actual = packs[pack].wrong.get(key);
                wrong = packs[pack].headless.contains(key)
                        || (actual != null && actual != checks.get(file.address()));
            }
            case ContentPlace.Own own -> {
                for (var run : own.runs()) {
                    var pack = packs[run.pack()];
                    if (pack.hasLost(run.first(), run.count())) touched.add(pack);
                }
                if (!wrongLarge.isEmpty() && touched.isEmpty()) {
                    int crc = checks.get(file.address());
                    wrong = wrongLarge.contains(SnapshotCheck.largeContent(own, packs, crc));
                }
            }
        }
        if (touched.isEmpty() && !wrong) return;
        var harm = new Harm(touched, wrong && touched.isEmpty());
        harmed.put(file.position(), harm);
        report(path.of(file.name()), harm);
    }

    private void report(ByteString file, Harm harm) {
        for (var pack : harm.packs) {
            findings.add(new TouchedFile(id, file, BlobKey.pack(pack.name)));
        }
        if (harm.wrong) findings.add(new WrongContent(id, file));
    }
}
