package dev.holdfast.copy;

import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.Manifest;
import dev.holdfast.format.manifest.RepositoryId;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Which copies of snapshots of another repository a repository has, as the manifests say, so
/// without a key.
///
/// A copy has the lineage that follows from its original's, and its time and sizes. Should two
/// originals agree in all of that, each still needs a copy of its own. Only snapshots of this
/// host and of writers who are trusted count: nobody else can pass something off as a copy.
final class Copies {

    private final Map<Label, Deque<StoredManifest>> there = new HashMap<>();
    private final RepositoryId from;
    private final RepositoryId to;

    private record Label(LineageId lineage, Instant createdAt, long files, long size) {}

    private Copies(RepositoryId from, RepositoryId to) {
        this.from = from;
        this.to = to;
    }

    static Copies in(Repository target, RepositoryId from, SecureRandom random) throws IOException {
        var copies = new Copies(from, target.id());
        var self = target.writer(random).toString();
        for (var stored : target.knownSnapshots()) {
            var manifest = stored.manifest();
            if (!stored.trusted() && !manifest.writer().equals(self)) continue;
            copies.there
                    .computeIfAbsent(label(manifest.lineage(), manifest), _ -> new ArrayDeque<>())
                    .add(stored);
        }
        return copies;
    }

    /// The copy of `original`, if there is one that is not taken yet.
    @Nullable
    StoredManifest take(StoredManifest original) {
        var manifest = original.manifest();
        var found = there.get(label(lineage(manifest.lineage()), manifest));
        return found == null ? null : found.poll();
    }

    /// The lineage of the copies of `original`'s snapshots.
    LineageId lineage(LineageId original) {
        return LineageId.ofCopy(from, original, to);
    }

    private static Label label(LineageId lineage, Manifest manifest) {
        return new Label(
                lineage, manifest.createdAt(), manifest.totalFiles(), manifest.totalSize());
    }
}
