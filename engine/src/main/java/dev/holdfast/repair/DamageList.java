package dev.holdfast.repair;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.verify.Fault;
import dev.holdfast.verify.Finding;

import org.jspecify.annotations.Nullable;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// What a verify found, sorted by what follows from it. Files are counted, not kept.
final class DamageList implements Consumer<Finding> {

    private final Consumer<? super Finding> next;
    private final SortedSet<Sha256> damaged = new TreeSet<>();
    private final SortedSet<Sha256> missing = new TreeSet<>();
    private final SortedSet<SnapshotId> manifests = new TreeSet<>();
    private final SortedMap<SnapshotId, String> unreadable = new TreeMap<>();
    private final SortedMap<SnapshotId, Long> files = new TreeMap<>();
    private @Nullable SnapshotId lastSnapshot;
    private @Nullable ByteString lastPath;

    /// Hands every finding on to `next`.
    DamageList(Consumer<? super Finding> next) {
        this.next = next;
    }

    @Override
    public void accept(Finding finding) {
        switch (finding) {
            case Finding.BadBlob bad -> take(bad);
            case Finding.BadSnapshot bad -> unreadable.putIfAbsent(bad.snapshot(), bad.detail());
            case Finding.TouchedFile file -> count(file.snapshot(), file.path());
            case Finding.WrongContent file -> count(file.snapshot(), file.path());
            case Finding.StrayDatabase _, Finding.UntrustedSnapshot _ -> {}
        }
        next.accept(finding);
    }

    /// Packs that are there and are not what they were.
    SortedSet<Sha256> damaged() {
        return damaged;
    }

    SortedSet<Sha256> missing() {
        return missing;
    }

    /// Snapshots whose manifests are damaged.
    SortedSet<SnapshotId> manifests() {
        return manifests;
    }

    SortedMap<SnapshotId, String> unreadable() {
        return unreadable;
    }

    SortedMap<SnapshotId, Long> files() {
        return files;
    }

    private void take(Finding.BadBlob bad) {
        switch (bad.blob().kind()) {
            case PACK -> takePack(bad);
            case MANIFEST -> {
                if (bad.fault() != Fault.NEWER) manifests.add(bad.blob().snapshot());
                unreadable.put(bad.blob().snapshot(), bad.detail());
            }
            case DATABASE -> unreadable.put(bad.blob().snapshot(), bad.detail());
            case DESCRIPTOR, KEY, LOST, MARK, PIN, WRITER, TRASH, TRASH_WRITERS, TRASH_VERDICT -> {}
        }
    }

    private void takePack(Finding.BadBlob bad) {
        switch (bad.fault()) {
            case MISSING -> missing.add(bad.blob().packName());
            case WRONG_SIZE, CHANGED, UNREADABLE, MALFORMED ->
                damaged.add(bad.blob().packName());
            case NEWER -> {}
        }
    }

    /// A file that needs several bad packs comes once for each, one after the other.
    private void count(SnapshotId snapshot, ByteString path) {
        if (snapshot.equals(lastSnapshot) && lastPath != null && path.equals(lastPath)) return;
        lastSnapshot = snapshot;
        lastPath = path;
        files.merge(snapshot, 1L, Long::sum);
    }
}
