package dev.holdfast.verify;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobPool;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.verify.Finding.BadBlob;
import dev.holdfast.verify.Finding.StrayDatabase;
import dev.holdfast.verify.Finding.UntrustedSnapshot;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What should be there, by the manifests, and what is there, by the listings.
///
/// Manifests are listed and read before packs are listed: whatever they name was there
/// before, and a backup that goes on meanwhile only adds.
final class Inventory {

    private final Repository repository;
    private final Findings findings;

    /// The only snapshots that count; null means all there are.
    private final @Nullable Set<SnapshotId> only;

    private final List<StoredManifest> snapshots = new ArrayList<>();
    private final BlobPool pool = new BlobPool();
    private final Map<SnapshotId, Long> databaseSizes = new HashMap<>();
    private final Map<Sha256, NamedPack> packs = new TreeMap<>();
    private long tombstones;
    private long unnamedPacks;
    private long unnamedBytes;

    private Inventory(Repository repository, Findings findings, @Nullable Set<SnapshotId> only) {
        this.repository = repository;
        this.findings = findings;
        this.only = only;
    }

    static Inventory take(Repository repository, Findings findings, @Nullable Set<SnapshotId> only)
            throws IOException {
        var inventory = new Inventory(repository, findings, only);
        inventory.readManifests();
        inventory.listPacks();
        inventory.checkLostMarks();
        return inventory;
    }

    /// The snapshots whose manifests are good, in the order of their ids.
    List<StoredManifest> snapshots() {
        return snapshots;
    }

    /// The packs they name, by name.
    List<NamedPack> packs() {
        return List.copyOf(packs.values());
    }

    NamedPack pack(Sha256 name) {
        var pack = packs.get(name);
        if (pack == null) throw new IllegalArgumentException("no manifest names pack " + name);
        return pack;
    }

    /// Whether a snapshot may need the pack, as far as is known here.
    boolean mayNeed(Sha256 pack) {
        return only != null || packs.containsKey(pack);
    }

    /// The size of a snapshot's database as it was listed, null if it is missing.
    @Nullable
    Long findDatabaseSize(SnapshotId id) {
        return databaseSizes.get(id);
    }

    long tombstones() {
        return tombstones;
    }

    long unnamedPacks() {
        return unnamedPacks;
    }

    long unnamedBytes() {
        return unnamedBytes;
    }

    /// The ids of the snapshots at `positions`.
    List<SnapshotId> ids(BitSet positions) {
        return positions.stream()
                .mapToObj(i -> snapshots.get(i).manifest().snapshot())
                .toList();
    }

    /// Whether a snapshot was forgotten since it was listed, so that what it needs may be
    /// gone.
    boolean isForgotten(int snapshot) throws IOException {
        var key = BlobKey.manifest(snapshots.get(snapshot).manifest().snapshot());
        return repository.store().findSize(key) == null;
    }

    private void readManifests() throws IOException {
        var listed = new TreeMap<BlobKey, SnapshotId>();
        repository.store().scan(BlobArea.SNAPSHOTS, blob -> {
            var key = blob.findKey();
            boolean manifest = key != null && key.kind() == BlobKind.MANIFEST;
            boolean database = key != null && key.kind() == BlobKind.DATABASE;
            if (key == null || (!manifest && !database)) return;
            if (only != null && !only.contains(key.snapshot())) return;
            if (manifest) listed.put(key, key.snapshot());
            if (database) databaseSizes.put(key.snapshot(), blob.size());
        });
        for (var manifest : listed.entrySet()) read(manifest.getKey(), manifest.getValue());
        checkChains();
        for (var id : new TreeMap<>(databaseSizes).keySet()) {
            if (!listed.containsKey(BlobKey.manifest(id))) findings.add(new StrayDatabase(id));
        }
    }

    private void read(BlobKey key, SnapshotId id) throws IOException {
        try {
            var manifest = repository.findManifest(id);
            if (manifest == null) {
                tombstones++;
                return;
            }
            if (!manifest.trusted()) findings.add(new UntrustedSnapshot(id));
            name(manifest.sharing(pool));
        } catch (BlobMissingException e) {
            // Forgotten since it was listed.
            databaseSizes.remove(id);
        } catch (IOException e) {
            var fault = Findings.faultOfReading(e);
            if (fault == null) throw e;
            findings.add(new BadBlob(key, fault, Findings.textOf(e), List.of(id)));
        }
    }

    /// A later snapshot of a lineage has recorded what the stored manifest was, so that also
    /// a bit is seen that changes nothing in what the manifest says.
    private void checkChains() {
        var stored = new HashMap<SnapshotId, Sha256>();
        for (var snapshot : snapshots) {
            stored.put(snapshot.manifest().snapshot(), snapshot.sha256());
        }
        var reported = new HashSet<SnapshotId>();
        for (var snapshot : snapshots) {
            var previous = snapshot.manifest().previous();
            if (previous == null) continue;
            var found = stored.get(previous.snapshot());
            if (found == null
                    || found.equals(previous.manifest())
                    || !reported.add(previous.snapshot())) continue;
            var key = BlobKey.manifest(previous.snapshot());
            var text = key + ": is not the manifest that the next snapshot has recorded";
            findings.add(new BadBlob(key, Fault.CHANGED, text, List.of(previous.snapshot())));
        }
    }

    private void name(StoredManifest manifest) {
        int position = snapshots.size();
        snapshots.add(manifest);
        for (var blob : manifest.manifest().blobs()) {
            packs.computeIfAbsent(blob.sha256(), name -> new NamedPack(name, blob.size()))
                    .snapshots
                    .set(position);
        }
    }

    private void listPacks() throws IOException {
        var wrongSizes = new TreeMap<Sha256, Long>();
        repository.store().scan(BlobArea.PACKS, blob -> {
            var key = blob.findKey();
            if (key == null || key.kind() != BlobKind.PACK) return;
            var pack = packs.get(key.packName());
            if (pack == null && only != null) return;
            if (pack == null) {
                unnamedPacks++;
                unnamedBytes += blob.size();
                return;
            }
            pack.listed = true;
            if (blob.size() != pack.size) wrongSizes.put(pack.name, blob.size());
        });
        for (var pack : packs.values()) {
            if (!pack.listed) reportMissing(pack);
        }
        for (var wrong : wrongSizes.entrySet()) {
            var pack = pack(wrong.getKey());
            report(
                    pack,
                    Fault.WRONG_SIZE,
                    "pack %s: has %d bytes, and had %d"
                            .formatted(pack.name, wrong.getValue(), pack.size));
        }
    }

    /// Of what lies beside the marks nothing is said here: who prunes or writes looks at it.
    private void checkLostMarks() throws IOException {
        repository.store().scan(BlobArea.TRASH, blob -> {
            var key = blob.findKey();
            if (key == null || key.kind() != BlobKind.LOST || blob.size() == 0) return;
            var text = key + ": has " + blob.size() + " bytes, and should be empty";
            findings.add(new BadBlob(key, Fault.WRONG_SIZE, text, List.of()));
        });
    }

    /// Says that a pack is missing, unless every snapshot that needs it was forgotten.
    void reportMissing(NamedPack pack) throws IOException {
        for (int i = pack.snapshots.nextSetBit(0); i >= 0; i = pack.snapshots.nextSetBit(i + 1)) {
            if (isForgotten(i)) pack.snapshots.clear(i);
        }
        if (pack.snapshots.isEmpty()) return;
        report(pack, Fault.MISSING, "pack " + pack.name + ": is missing");
    }

    /// Says that a pack is bad, and keeps that.
    void report(NamedPack pack, Fault fault, String detail) {
        pack.fault = fault;
        findings.add(new BadBlob(BlobKey.pack(pack.name), fault, detail, ids(pack.snapshots)));
    }
}
