package dev.holdfast.app.cli;

import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.forget.ForgetJob;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.KnownSnapshot;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.Repository;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The tags of snapshots, each fetched when it is asked for and only then: that costs a
/// database for every snapshot.
final class TagsOnce implements ForgetJob.TagSource {

    private final Repository repository;
    private final @Nullable RepositorySecrets secrets;
    private final Path temporary;
    private final Map<SnapshotId, SortedMap<String, String>> fetched = new HashMap<>();

    TagsOnce(Repository repository, @Nullable RepositorySecrets secrets, Path temporary) {
        this.repository = repository;
        this.secrets = secrets;
        this.temporary = temporary;
    }

    /// @throws WrongKeyException without a key
    @Override
    public SortedMap<String, String> tags(KnownSnapshot snapshot) throws IOException {
        var known = find(snapshot);
        if (known != null) return known;
        if (secrets == null) throw new WrongKeyException("tags cannot be read without a key");
        var tags = new TreeMap<>(Marks.of(repository).tags(snapshot.stored(), secrets, temporary));
        fetched.put(snapshot.stored().manifest().snapshot(), tags);
        return tags;
    }

    /// The tags of a snapshot if they were asked for before.
    @Nullable
    SortedMap<String, String> find(KnownSnapshot snapshot) {
        return fetched.get(snapshot.stored().manifest().snapshot());
    }
}
