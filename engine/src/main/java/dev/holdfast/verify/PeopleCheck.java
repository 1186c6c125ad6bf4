package dev.holdfast.verify;

import dev.holdfast.crypto.AgeHeader;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.SealedLayout;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.Repository;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.StoredBlob;
import dev.holdfast.verify.Finding.BadBlob;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What people have put into a repository and no manifest names: wrapped keys, admissions,
/// edited tags, pins.
///
/// A key is named by its bytes, so every change of one is seen without opening it. Tags are
/// opened with the metadata key; without it only their form is looked at. What was removed as
/// a whole is not missed, except the last key: docs/threat-model.md says why.
final class PeopleCheck {

    private static final int SIZE_MAX = 2 << 20;

    private final Repository repository;
    private final @Nullable RepositorySecrets secrets;
    private final Findings findings;
    private final @Nullable Set<SnapshotId> only;

    PeopleCheck(
            Repository repository,
            @Nullable RepositorySecrets secrets,
            Findings findings,
            @Nullable Set<SnapshotId> only) {
        this.repository = repository;
        this.secrets = secrets;
        this.findings = findings;
        this.only = only;
    }

    void run() throws IOException {
        var keys = list(BlobArea.KEYS, BlobKind.KEY);
        for (var key : keys) check(key.key(), () -> checkKey(key.key()));
        if (keys.isEmpty()) {
            var text = "there are no keys: nobody can open what is stored here";
            findings.add(new BadBlob(BlobKey.descriptor(), Fault.MISSING, text, List.of()));
        }
        for (var mark : list(BlobArea.MARKS, BlobKind.MARK)) {
            check(mark.key(), () -> checkMark(mark.key()));
        }
        for (var pin : list(BlobArea.PINS, BlobKind.PIN)) {
            if (pin.size() == 0) continue;
            var text = pin.key() + ": has " + pin.size() + " bytes, and should be empty";
            findings.add(new BadBlob(pin.key(), Fault.WRONG_SIZE, text, List.of()));
        }
    }

    /// A blob as it was listed.
    private record Listed(BlobKey key, long size) {}

    private List<Listed> list(BlobArea area, BlobKind kind) throws IOException {
        var found = new ArrayList<Listed>();
        repository.store().scan(area, blob -> {
            var key = find(blob, kind);
            if (key != null) found.add(new Listed(key, blob.size()));
        });
        return found;
    }

    private @Nullable BlobKey find(StoredBlob blob, BlobKind kind) {
        var key = blob.findKey();
        if (key == null || key.kind() != kind) return null;
        boolean ofSnapshot = kind != BlobKind.KEY;
        return ofSnapshot && only != null && !only.contains(key.snapshot()) ? null : key;
    }

    private interface Step {

        void run() throws IOException;
    }

    private void check(BlobKey key, Step step) throws IOException {
        try {
            step.run();
        } catch (BlobMissingException e) {
            // Removed since it was listed.
            return;
        } catch (IOException e) {
            findings.addUnreadable(key, e, List.of());
        }
    }

    private void checkKey(BlobKey key) throws IOException {
        var stored = repository.store().get(key, SIZE_MAX);
        if (!BlobKey.key(stored).equals(key)) {
            var text = key + ": its bytes are not those that it is named by";
            findings.add(new BadBlob(key, Fault.CHANGED, text, List.of()));
            return;
        }
        SealedLayout.of(AgeHeader.parse(key.path(), stored), stored.length);
    }

    private void checkMark(BlobKey key) throws IOException {
        if (secrets != null) {
            Marks.of(repository).check(key.snapshot(), secrets);
            return;
        }
        var stored = repository.store().get(key, SIZE_MAX);
        SealedLayout.of(AgeHeader.parse(key.path(), stored), stored.length);
    }
}
