package dev.holdfast.stats;

import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts what groups of snapshots cost, each byte once for each group.
///
/// By packs it needs nothing but the manifests it is given. By chunks it fetches every
/// database. Memory: some 200 bytes a pack, and 8 a chunk.
public final class StatsJob {

    private final Map<Sha256, PackUse> packs = new HashMap<>();
    private final Account all = new Account();
    private final @Nullable Databases databases;

    private StatsJob(@Nullable Databases databases) {
        this.databases = databases;
    }

    /// Is told that so many databases out of so many have been looked into.
    public interface Progress {

        void looked(long done, long total);
    }

    /// What is needed to look into databases.
    private record Databases(
            Repository repository, RepositorySecrets secrets, Path temporary, Progress progress) {}

    /// Counts whole packs.
    public static StatsJob byPacks() {
        return new StatsJob(null);
    }

    /// Counts packs, and chunks within them. `temporary` is a directory for one plain
    /// database at a time.
    public static StatsJob byChunks(
            Repository repository, RepositorySecrets secrets, Path temporary, Progress progress) {
        return new StatsJob(new Databases(repository, secrets, temporary, progress));
    }

    /// Counts groups that together are all the snapshots there are, each in one of them.
    /// Called once.
    public Stats run(Map<String, ? extends Collection<StoredManifest>> groups)
            throws IOException, InterruptedException {
        long total = groups.values().stream().mapToLong(Collection::size).sum();
        var accounts = new LinkedHashMap<String, Account>();
        long done = 0;
        for (var group : groups.entrySet()) {
            var account = new Account();
            accounts.put(group.getKey(), account);
            for (var snapshot : group.getValue()) {
                if (Thread.interrupted()) throw new InterruptedException("stats");
                countPacks(snapshot, account);
                if (databases == null) continue;
                countChunks(databases, snapshot, account);
                databases.progress.looked(++done, total);
            }
        }
        boolean chunks = databases != null;
        var costs = new ArrayList<Cost>();
        accounts.forEach((name, account) -> costs.add(account.cost(name, chunks)));
        return new Stats(costs, all.cost("all", chunks));
    }

    private void countPacks(StoredManifest snapshot, Account account) {
        var manifest = snapshot.manifest();
        long own = manifest.database().size() + snapshot.storedSize();
        for (var each : List.of(account, all)) {
            each.addSnapshot(manifest.totalSize());
            each.addStored(own, true);
        }
        for (var blob : manifest.blobs()) {
            packs.computeIfAbsent(blob.sha256(), _ -> new PackUse(blob.size())).take(account, all);
        }
    }

    private void countChunks(Databases from, StoredManifest stored, Account account)
            throws IOException {
        try (var open = OpenSnapshot.open(from.repository, stored, from.secrets, from.temporary)) {
            for (var stream : ArchiveStream.values()) {
                for (var chunk = open.findFrom(stream, 0);
                        chunk != null;
                        chunk = open.findFrom(stream, chunk.end())) {
                    var pack = open.pack(chunk.pack());
                    var use = packs.get(pack.name());
                    if (use == null) throw new IllegalStateException("a pack that none names");
                    var lengths = pack.lengths();
                    int length = lengths.storedLength(chunk.chunk());
                    use.takeChunk(chunk.chunk(), lengths.count(), length, account, all);
                }
            }
        }
    }
}
