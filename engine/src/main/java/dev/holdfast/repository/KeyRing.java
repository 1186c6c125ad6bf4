package dev.holdfast.repository;

import dev.holdfast.crypto.AgeFile;
import dev.holdfast.crypto.AgeHeader;
import dev.holdfast.crypto.FileKeyUnwrapper;
import dev.holdfast.crypto.FileKeyWrapper;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.VerifyingKey;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The blobs under `keys/`: the repository's secrets, wrapped once for each person, and the
/// owner's admissions of writers. What one of these has read it does not read again.
public final class KeyRing {

    private static final int SIZE_MAX = 1 << 20;

    /// Each may cost a second or more, and anybody who can write to the store can put some.
    private static final int PASSPHRASES_TRIED = 16;

    private final Repository repository;
    private final Map<BlobKey, byte[]> blobs = new HashMap<>();
    private @Nullable List<BlobKey> keys;

    private KeyRing(Repository repository) {
        this.repository = repository;
    }

    public static KeyRing of(Repository repository) {
        return new KeyRing(repository);
    }

    /// One way into the repository, or a writer's admission: from outside they look alike.
    ///
    /// @param passphrase whether a passphrase opens it
    /// @param yours whether what was given opens it
    /// @param admitted the writer, if it is an admission that can be read
    public record Entry(
            BlobKey key,
            boolean passphrase,
            boolean yours,
            @Nullable VerifyingKey admitted) {

        /// The first digits of its name: what people type.
        public String shortName() {
            return key.name().substring(0, 8);
        }
    }

    /// Opens the secrets with the first of `people` that fits any entry, and keeps a copy of
    /// that entry, sealed as it is, for the next time.
    public RepositorySecrets unlock(Collection<? extends FileKeyUnwrapper> people)
            throws IOException {
        var copied = findInCopy(people);
        if (copied != null) return copied;
        WrongKeyException refused = null;
        CorruptDataException damaged = null;
        int passphrases = 0;
        for (var key : keys()) {
            var stored = read(key);
            try {
                boolean passphrase = AgeHeader.parse(key.path(), stored).isForPassphrase();
                if (passphrase && ++passphrases > PASSPHRASES_TRIED) continue;
                var secrets = RepositorySecrets.unwrap(
                        key.path(), stored, people, repository.publicKeys());
                repository.keepKeyCopy(stored);
                return secrets;
            } catch (WrongKeyException e) {
                refused = e;
            } catch (CorruptDataException e) {
                // Anybody who can write to the store can put such a file: the next may be good.
                damaged = e;
            }
        }
        if (damaged != null) throw damaged;
        throw new WrongKeyException("none of the keys of the repository at "
                + Printable.of(repository.place())
                + " opens with what was given"
                + (refused == null ? ": it has none" : ""));
    }

    /// Opens the copy that an earlier run kept; null if there is none or it does not open.
    private @Nullable RepositorySecrets findInCopy(Collection<? extends FileKeyUnwrapper> people)
            throws IOException {
        var copy = repository.findKeyCopy();
        if (copy == null) return null;
        try {
            return RepositorySecrets.unwrap(
                    "this host's copy of a key", copy, people, repository.publicKeys());
        } catch (WrongKeyException | CorruptDataException e) {
            return null;
        }
    }

    /// The writers whose admissions `secrets` can read.
    List<VerifyingKey> admitted(RepositorySecrets secrets) throws IOException {
        var writers = new ArrayList<VerifyingKey>();
        for (var key : keys()) {
            var writer = findAdmission(key, read(key), secrets);
            if (writer != null) writers.add(writer);
        }
        return writers;
    }

    /// Every entry, and what can be said of it with `people` and the secrets they opened.
    public List<Entry> list(
            Collection<? extends FileKeyUnwrapper> people, @Nullable RepositorySecrets secrets)
            throws IOException {
        var entries = new ArrayList<Entry>();
        for (var key : keys()) {
            var stored = read(key);
            boolean passphrase = AgeHeader.parse(key.path(), stored).isForPassphrase();
            entries.add(new Entry(
                    key,
                    passphrase,
                    opens(key, stored, people),
                    secrets == null ? null : findAdmission(key, stored, secrets)));
        }
        return entries;
    }

    /// Wraps the secrets for one more person.
    public BlobKey add(RepositorySecrets secrets, FileKeyWrapper person, SecureRandom random)
            throws IOException {
        return put(secrets.wrap(person, random));
    }

    /// Records, signed, that the owner trusts a writer.
    public BlobKey admit(RepositorySecrets secrets, VerifyingKey writer, SecureRandom random)
            throws IOException {
        var owner = secrets.owner();
        if (owner == null) throw new WrongKeyException("only the owner's key admits writers");
        var admission = new Admission(repository.id(), writer);
        return put(admission.seal(owner, secrets.metadata().recipient(), random));
    }

    /// Removes an entry. Whoever copied it before can still open what it opened.
    public void remove(BlobKey key) throws IOException {
        if (key.kind() != BlobKind.KEY) throw new IllegalArgumentException("no key: " + key);
        repository.store().delete(key);
    }

    /// Puts every entry into another store, under its name.
    void copyTo(BlobStore store) throws IOException {
        for (var key : keys()) {
            var _ = store.putIfAbsent(key, BlobBody.of(read(key)));
        }
    }

    private BlobKey put(byte[] sealed) throws IOException {
        var key = BlobKey.key(sealed);
        repository.store().putIfAbsent(key, BlobBody.of(sealed));
        return key;
    }

    private List<BlobKey> keys() throws IOException {
        var known = keys;
        if (known != null) return known;
        var found = new ArrayList<BlobKey>();
        repository.store().scan(BlobArea.KEYS, blob -> {
            var key = blob.findKey();
            if (key != null && key.kind() == BlobKind.KEY) found.add(key);
        });
        keys = found;
        return found;
    }

    private byte[] read(BlobKey key) throws IOException {
        var known = blobs.get(key);
        if (known != null) return known;
        var stored = repository.store().get(key, SIZE_MAX);
        blobs.put(key, stored);
        return stored;
    }

    private boolean opens(BlobKey key, byte[] stored, Collection<? extends FileKeyUnwrapper> people)
            throws IOException {
        try (var secrets =
                RepositorySecrets.unwrap(key.path(), stored, people, repository.publicKeys())) {
            return secrets.metadata() != null;
        } catch (WrongKeyException | CorruptDataException e) {
            return false;
        }
    }

    private @Nullable VerifyingKey findAdmission(
            BlobKey key, byte[] stored, RepositorySecrets secrets) throws IOException {
        byte[] plain;
        try {
            plain = AgeFile.decrypt(key.path(), stored, List.of(secrets.metadata()));
        } catch (WrongKeyException | CorruptDataException e) {
            // For somebody else, or damaged: it admits nobody, and keeps nobody out.
            return null;
        }
        var admission =
                Admission.readFrom(key.path(), plain, repository.publicKeys().owner());
        return admission.repository().equals(repository.id()) ? admission.writer() : null;
    }
}
