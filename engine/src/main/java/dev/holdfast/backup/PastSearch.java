package dev.holdfast.backup;

import dev.holdfast.archive.PayloadLog;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.reference.Reference;
import dev.holdfast.reference.ReferenceDownload;
import dev.holdfast.reference.References;
import dev.holdfast.repository.BackupRun;
import dev.holdfast.repository.StoredManifest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;

/// Looks for what a backup can go on from.
final class PastSearch {

    /// A log that has come this far is begun anew while there is still room.
    private static final long LOG_END_MAX = PayloadLog.ADDRESS_LIMIT / 2;

    private final BackupRun run;
    private final References references;
    private final Keys keys;
    private final SecureRandom random;

    private PastSearch(BackupRun run, References references, Keys keys, SecureRandom random) {
        this.run = run;
        this.references = references;
        this.keys = keys;
        this.random = random;
    }

    static PastSearch of(BackupRun run, References references, Keys keys, SecureRandom random) {
        return new PastSearch(run, references, keys, random);
    }

    /// What was found.
    ///
    /// @param past null if everything is to be read
    /// @param reason why it is, as half a sentence; null at a first backup, where nobody
    ///     expects anything else
    record Found(@Nullable Past past, @Nullable String reason) {}

    Found find(LineageId lineage, ChangeOptions options) throws IOException {
        if (!options.metadata()) return new Found(null, "change detection is off");
        Reference kept = null;
        String flaw = null;
        try {
            kept = references.find(lineage);
        } catch (CorruptDataException e) {
            flaw = e.getMessage();
        } catch (IOException e) {
            flaw = "what this host kept of the last backup cannot be read: " + e.getMessage();
        }
        if (kept != null) return open(kept, lineage, options);
        var last = run.findLast(lineage);
        if (last == null) return new Found(null, flaw);
        if (flaw == null) flaw = "this host kept nothing of the last backup";
        try (var secrets = keys.find()) {
            if (secrets == null) return new Found(null, flaw + ", and has no key to fetch it");
            return fetch(last, lineage, secrets, options);
        }
    }

    /// Goes on from what the repository has. That it cannot be read must not keep anybody
    /// from a backup.
    private Found fetch(
            StoredManifest last,
            LineageId lineage,
            RepositorySecrets secrets,
            ChangeOptions options)
            throws IOException {
        Reference reference;
        try {
            var directory = run.repository().stateDirectory();
            new ReferenceDownload(references)
                    .fetch(run.repository(), last, lineage, secrets, directory);
            reference = references.find(lineage);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return new Found(null, "the last backup cannot be fetched: " + e.getMessage());
        }
        if (reference == null) return new Found(null, "the last backup cannot be fetched");
        return open(reference, lineage, options);
    }

    /// Takes over `reference`.
    private Found open(Reference reference, LineageId lineage, ChangeOptions options)
            throws IOException {
        try {
            var flaw = findFlaw(reference);
            if (flaw == null) return new Found(past(reference, lineage, options), null);
            reference.close();
            return new Found(null, flaw);
        } catch (Throwable failure) {
            reference.close();
            throw failure;
        }
    }

    private static @Nullable String findFlaw(Reference reference) {
        var facts = reference.facts();
        if (facts.encoderVersion() != BackupJob.encoderVersion()) {
            return "another version of Holdfast made the last backup";
        }
        if (facts.logEnd() > LOG_END_MAX) return "the payload log is begun anew";
        return null;
    }

    private Past past(Reference reference, LineageId lineage, ChangeOptions options)
            throws IOException {
        var facts = reference.facts();
        var log = KeptLog.open(
                reference.places(),
                references.placesBeside(lineage),
                run,
                BackupJob.evacuationMax(facts.entries().bytes()));
        var reread = Reread.of(options.rereadShare(), references.secret(random), facts.round());
        return Past.open(reference, options.trust(), log, reread);
    }
}
