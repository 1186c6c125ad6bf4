package dev.holdfast.app.cli;

import dev.holdfast.crypto.IdentityFile;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.doctor.Remark;
import dev.holdfast.doctor.StateCheckup;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.repository.Repository;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Looks at the keys that lie on this host. Asks for no passphrase. What it opens stays open
/// until it is closed: only so can the next checks tell admitted writers from others.
final class KeyCheckup implements AutoCloseable {

    private static final String TOPIC = "keys";

    private final RepositoryAccess access;
    private final boolean backupOnly;
    private @Nullable RepositorySecrets opened;

    /// With `backupOnly`, no private key should be here.
    KeyCheckup(RepositoryAccess access, boolean backupOnly) {
        this.access = access;
        this.backupOnly = backupOnly;
    }

    List<Remark> run(Repository repository) throws IOException {
        var file = access.identityFile();
        if (!Files.exists(file)) return List.of(absent(file));
        var remarks = new ArrayList<>(StateCheckup.privacy(TOPIC, file));
        if (backupOnly) {
            remarks.add(Remark.attention(
                    TOPIC,
                    "a private key lies in " + access.places().shown(file),
                    "move it to where you restore: a backup needs no private key"));
        } else {
            remarks.add(opening(file, repository));
        }
        return remarks;
    }

    private Remark absent(Path file) {
        if (access.isPassphraseGiven()) {
            return backupOnly
                    ? Remark.attention(
                            TOPIC,
                            "a passphrase that opens the repository is at hand here",
                            "take it away: a backup needs none")
                    : Remark.fine(TOPIC, "a passphrase was given, and no identity file is needed");
        }
        return backupOnly
                ? Remark.fine(TOPIC, "no private key lies here: only backups can be made")
                : Remark.note(
                        TOPIC,
                        "no private key lies in " + access.places().shown(file)
                                + ", so this host can back up and read nothing back",
                        "for a host that only backs up that is right (--backup-only); else name"
                                + " the key with --identity");
    }

    private Remark opening(Path file, Repository repository) throws IOException {
        var shown = access.places().shown(file);
        try {
            if (IdentityFile.isSealed(Files.readAllBytes(file)) && !access.isPassphraseGiven()) {
                return Remark.fine(TOPIC, shown + " is there, and a passphrase protects it");
            }
            var secrets = access.unlockIfPossible(repository);
            opened = secrets;
            if (secrets == null) return useless(shown, shown + " opens nothing here");
            return Remark.note(
                    TOPIC,
                    secrets.payload() == null
                            ? shown + " opens names and no contents"
                            : shown + " opens the repository, and so can whoever gets hold of"
                                    + " this host",
                    "keep a copy of it elsewhere; if this host only backs up, keep it only"
                            + " elsewhere");
        } catch (WrongKeyException | CorruptDataException e) {
            return useless(shown, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        if (opened != null) opened.close();
    }

    private static Remark useless(String shown, String text) {
        return Remark.attention(
                TOPIC, text, "name the right one with --identity in place of " + shown);
    }
}
