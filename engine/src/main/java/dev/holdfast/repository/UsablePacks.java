package dev.holdfast.repository;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.KnownPack;
import dev.holdfast.format.Sha256;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// The packs of this host's catalog that a run may rely on (docs/format/protocols.md, "Backup",
/// step 4).
final class UsablePacks {

    private final Set<Long> rows;
    private final int storeCount;

    private UsablePacks(Set<Long> rows, int storeCount) {
        this.rows = rows;
        this.storeCount = storeCount;
    }

    /// Those that manifests name by this host itself or a trusted writer, which were listed after
    /// the `trash` was. Null if this host has journalled others, or somebody else names more of
    /// what it knows: then it has to be looked what is there.
    static @Nullable UsablePacks findNamed(
            Catalog catalog, List<StoredManifest> manifests, Trash.Packs trash) throws IOException {
        var own = new HashSet<Sha256>();
        for (var made : catalog.history().snapshots()) own.add(made.manifest());
        var named = new HashSet<Sha256>();
        var others = new HashSet<Sha256>();
        for (var stored : manifests) {
            boolean believed = stored.trusted() || own.contains(stored.sha256());
            addNames(stored, believed ? named : others);
        }
        var rows = new HashSet<Long>();
        var lost = new ArrayList<KnownPack>();
        var unsure = new AtomicBoolean();
        catalog.forEachPack(pack -> {
            if (trash.lost().contains(pack.name())) {
                lost.add(pack);
            } else if (!trash.condemned().contains(pack.name())) {
                boolean maybe = pack.journalled() || others.contains(pack.name());
                if (named.contains(pack.name())) rows.add(pack.pack());
                else if (maybe) unsure.set(true);
            }
        });
        if (unsure.get()) return null;
        catalog.dropPacks(lost);
        return new UsablePacks(rows, named.size() + others.size());
    }

    /// Those that manifests name or this host has journalled, and that are in `sizes`, which was
    /// listed after the `trash` was. The catalog forgets what is lost or not there.
    static UsablePacks of(
            Catalog catalog,
            List<StoredManifest> manifests,
            Trash.Packs trash,
            Map<Sha256, Long> sizes)
            throws IOException {
        var named = new HashSet<Sha256>();
        for (var stored : manifests) addNames(stored, named);
        var rows = new HashSet<Long>();
        var gone = new ArrayList<KnownPack>();
        catalog.forEachPack(pack -> {
            var size = sizes.get(pack.name());
            if (size == null || size != pack.size() || trash.lost().contains(pack.name())) {
                gone.add(pack);
            } else if ((pack.journalled() || named.contains(pack.name()))
                    && !trash.condemned().contains(pack.name())) {
                rows.add(pack.pack());
            }
        });
        catalog.dropPacks(gone);
        return new UsablePacks(rows, sizes.size());
    }

    private static void addNames(StoredManifest stored, Set<Sha256> names) {
        for (var blob : stored.manifest().blobs()) names.add(blob.sha256());
    }

    boolean contains(KnownPack pack) {
        return rows.contains(pack.pack());
    }

    /// About how many packs the store has: each thousand are a page of a listing.
    int storeCount() {
        return storeCount;
    }
}
