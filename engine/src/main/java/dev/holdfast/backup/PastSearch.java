package dev.holdfast.backup;

import dev.holdfast.archive.PayloadLog;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.reference.Reference;
import dev.holdfast.reference.References;
import dev.holdfast.repository.BackupRun;
import dev.holdfast.repository.StoredManifest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
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
        Reference reference = null;
        String flawed = null;
        try {
            reference = references.find(lineage);
        } catch (CorruptDataException e) {
            flawed = e.getMessage();
        }
        if (reference == null) {
            var last = run.findLast(lineage);
            if (last == null) return new Found(null, flawed);
            reference = download(last, lineage);
        }
        if (reference == null) {
            var kept = flawed == null ? "this host kept nothing of the last backup" : flawed;
            return new Found(null, kept + ", and has no key to fetch it");
        }
        try {
            var flaw = findFlaw(reference);
            if (flaw == null) return new Found(open(reference, lineage, options), null);
            reference.close();
            return new Found(null, flaw);
        } catch (Throwable failure) {
            reference.close();
            throw failure;
        }
    }

    /// The reference as the repository has it, null without a key.
    private @Nullable Reference download(StoredManifest last, LineageId lineage)
            throws IOException {
        try (var secrets = keys.find()) {
            if (secrets == null) return null;
            var directory = run.repository().stateDirectory();
            new PastDownload(references).fetch(run.repository(), last, lineage, secrets, directory);
            return references.find(lineage);
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

    private Past open(Reference reference, LineageId lineage, ChangeOptions options)
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
