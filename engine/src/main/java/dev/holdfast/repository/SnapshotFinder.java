package dev.holdfast.repository;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.CatalogSnapshot;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobMissingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds snapshots by what people call them.
public final class SnapshotFinder {

    private static final String LATEST = "latest";

    private final Repository repository;
    private final @Nullable RepositorySecrets secrets;
    private final Path temporary;

    /// Without `secrets`, names are those that this host's catalog has.
    public SnapshotFinder(
            Repository repository, @Nullable RepositorySecrets secrets, Path temporary) {
        this.repository = repository;
        this.secrets = secrets;
        this.temporary = temporary;
    }

    /// All snapshots, oldest first.
    public List<KnownSnapshot> all() throws IOException {
        var remembered = remembered();
        var all = new ArrayList<KnownSnapshot>();
        for (var stored : repository.knownSnapshots()) {
            all.add(known(stored, remembered.get(stored.manifest().snapshot())));
        }
        all.sort(Comparator.comparing(KnownSnapshot::moment));
        return all;
    }

    /// The one snapshot that `text` means: a name, the beginning of a name or id that no
    /// other has, `latest`, or `latest~2` for the one before the one before.
    ///
    /// @throws NoSuchSnapshotException if it means none, or several
    public KnownSnapshot find(String text) throws IOException {
        if (SnapshotId.isValid(text)) return byId(text);
        if (text.equals(LATEST) || text.startsWith(LATEST + "~")) {
            return labelled(latest(text, repository.knownSnapshots()));
        }
        var all = all();
        var exact = all.stream().filter(s -> text.equals(s.name())).toList();
        var found = exact.isEmpty() ? all.stream().filter(s -> begins(s, text)).toList() : exact;
        if (found.size() == 1) return found.getFirst();
        throw new NoSuchSnapshotException(
                found.isEmpty()
                        ? "no snapshot is called " + Printable.of(text)
                        : "%d snapshots are called %s…, %s among them"
                                .formatted(
                                        found.size(),
                                        Printable.of(text),
                                        found.getFirst().label()));
    }

    /// By its whole id: one request, whatever else there is.
    private KnownSnapshot byId(String text) throws IOException {
        StoredManifest stored = null;
        try {
            stored = repository.findManifest(SnapshotId.parse(text));
        } catch (BlobMissingException e) {
            // Said below, as of a tombstone.
        }
        if (stored == null) throw new NoSuchSnapshotException("no snapshot is called " + text);
        return labelled(stored);
    }

    /// With the label that this host's catalog has; nothing is fetched for it.
    private KnownSnapshot labelled(StoredManifest stored) throws IOException {
        var remembered = remembered().get(stored.manifest().snapshot());
        if (remembered == null || !remembered.manifest().equals(stored.sha256())) {
            return new KnownSnapshot(stored, null, null, null, null);
        }
        return known(stored, remembered);
    }

    private static StoredManifest latest(String text, List<StoredManifest> all)
            throws NoSuchSnapshotException {
        int back = 0;
        if (text.length() > LATEST.length()) {
            var number = text.substring(LATEST.length() + 1);
            if (!number.matches("[0-9]{1,6}")) {
                throw new NoSuchSnapshotException("no snapshot is called " + Printable.of(text));
            }
            back = Integer.parseInt(number);
        }
        if (back >= all.size()) {
            throw new NoSuchSnapshotException(
                    "there is no snapshot %s: the repository has %d".formatted(text, all.size()));
        }
        return all.get(all.size() - 1 - back);
    }

    private static boolean begins(KnownSnapshot snapshot, String text) {
        if (text.isEmpty()) return false;
        var name = snapshot.name();
        return (name != null && name.startsWith(text))
                || snapshot.stored().manifest().snapshot().toString().startsWith(text);
    }

    private KnownSnapshot known(StoredManifest stored, @Nullable CatalogSnapshot remembered)
            throws IOException {
        if (remembered != null && remembered.manifest().equals(stored.sha256())) {
            return new KnownSnapshot(
                    stored,
                    remembered.name(),
                    remembered.source(),
                    remembered.startedAt(),
                    remembered.entries());
        }
        if (secrets == null) return new KnownSnapshot(stored, null, null, null, null);
        try (var open = OpenSnapshot.open(repository, stored, secrets, temporary)) {
            var facts = open.facts();
            return new KnownSnapshot(
                    stored, facts.name(), facts.source(), facts.startedAt(), facts.entries());
        }
    }

    private Map<SnapshotId, CatalogSnapshot> remembered() throws IOException {
        var remembered = new HashMap<SnapshotId, CatalogSnapshot>();
        if (!Files.exists(repository.stateDirectory().resolve("catalog.db"))) return remembered;
        try (var catalog = Catalog.open(repository.stateDirectory())) {
            for (var snapshot : catalog.history().snapshots()) {
                remembered.put(snapshot.id(), snapshot);
            }
        } catch (CorruptDataException e) {
            // Labels of this host; whoever opens the catalog next sets it aside.
            remembered.clear();
        }
        return remembered;
    }
}
