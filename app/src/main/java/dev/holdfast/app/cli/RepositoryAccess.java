package dev.holdfast.app.cli;

import dev.holdfast.crypto.FileKeyUnwrapper;
import dev.holdfast.crypto.FileKeyWrapper;
import dev.holdfast.crypto.Identity;
import dev.holdfast.crypto.IdentityFile;
import dev.holdfast.crypto.Passphrase;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.HostState;
import dev.holdfast.repository.NoRepositoryException;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RepositoryExistsException;
import dev.holdfast.repository.RepositorySizes;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.EagerStore;
import dev.holdfast.store.StoreMissingException;
import dev.holdfast.store.StoreTraffic;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// From the options everywhere to an open repository, and to the keys that open it.
public final class RepositoryAccess {

    /// So many entries of `keys/` are asked for before it is known which of them is needed.
    private static final int KEYS_MAX = 4;

    /// The same of manifests, where this host has no copies of any.
    private static final int MANIFESTS_MAX = 16;

    private final Surroundings surroundings;
    private final GlobalOptions options;
    private final Terminal terminal;
    private final Places places;
    private final Passphrases passphrases;
    private final SecureRandom random = new SecureRandom();
    private final StoreAccess stores;

    public RepositoryAccess(Surroundings surroundings, GlobalOptions options, Terminal terminal) {
        this.surroundings = surroundings;
        this.options = options;
        this.terminal = terminal;
        this.places = new Places(surroundings);
        this.passphrases = new Passphrases(surroundings, options);
        this.stores = new StoreAccess(surroundings, options, terminal, places, random);
    }

    public SecureRandom random() {
        return random;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    /// What went to and from the repositories so far.
    public StoreTraffic traffic() {
        return stores.traffic();
    }

    public Places places() {
        return places;
    }

    /// Where the repository is, by option, variable or default.
    public RepositoryPlace place() throws CommandException {
        var named = options.repository();
        return named != null ? named : RepositoryPlace.of(places.repository());
    }

    /// The directories of our own that no backup takes and no restore removes.
    public List<Path> ownDirectories() throws CommandException {
        var directory = place().directory();
        return directory == null ? List.of(places.state()) : List.of(directory, places.state());
    }

    /// Opens the repository.
    ///
    /// @throws NoRepositoryException if there is none
    public Repository open() throws IOException {
        return open(_ -> {}, Repository::open);
    }

    /// The same for who will read a snapshot, by what it was called: what that takes is asked
    /// for at once, and not one after the other.
    public Repository openToRead(String snapshot) throws IOException {
        var place = place();
        if (place.directory() != null) return open();
        var name = stores.name(place, options.bucket().settings());
        return open(
                store -> {
                    if (!state().hasKeyCopy(name)) {
                        store.expect(BlobArea.KEYS, BlobKind.KEY, KEYS_MAX);
                    }
                    if (SnapshotId.isValid(snapshot)) {
                        var id = SnapshotId.parse(snapshot);
                        store.expect(BlobKey.manifest(id));
                        store.expect(BlobKey.database(id));
                    } else {
                        int manifests = state().knows(name) ? 0 : MANIFESTS_MAX;
                        store.expect(BlobArea.SNAPSHOTS, BlobKind.MANIFEST, manifests);
                    }
                },
                Repository::open);
    }

    /// Opens the repository for who makes snapshots; one at the default place is made on first
    /// use. With `unseen`, a bucket that this host knows is not asked for anything yet: the run
    /// finds out whether it is what it was, and nothing else may be done with it before.
    public Repository openToBackUp(boolean unseen) throws IOException {
        try {
            return place().directory() == null && unseen
                    ? open(_ -> {}, RepositoryAccess::findKnownOrOpen)
                    : open();
        } catch (NoRepositoryException e) {
            if (!isDefaultPlace()) throw e;
            return create(List.of());
        }
    }

    private static Repository findKnownOrOpen(String name, BlobStore store, HostState state)
            throws IOException {
        var known = Repository.findKnown(name, store, state);
        return known != null ? known : Repository.open(name, store, state);
    }

    private Repository open(Expecting expecting, Way way) throws IOException {
        var place = place();
        var settings = options.bucket().settings();
        EagerStore store;
        try {
            store = new EagerStore(stores.open(place, settings));
        } catch (StoreMissingException e) {
            throw new NoRepositoryException("no repository at " + stores.shown(place, settings));
        }
        return closedOnFailure(store, () -> {
            expecting.expect(store);
            var repository = way.open(stores.name(place, settings), store, state());
            for (var writer : options.trustedWriters()) {
                repository.trustWriter(writer);
            }
            return repository;
        });
    }

    /// Whether nobody said where the repository is.
    public boolean isDefaultPlace() {
        return options.repository() == null;
    }

    /// Makes a repository for `people`; with none, for the default identity, which is made
    /// if it is not there.
    public Repository create(List<FileKeyWrapper> people) throws IOException {
        var place = place();
        var settings = options.bucket().settings();
        var store = stores.create(place, settings);
        return closedOnFailure(store, () -> {
            if (store.findSize(BlobKey.descriptor()) != null) {
                throw new RepositoryExistsException(
                        "there is a repository at " + stores.shown(place, settings));
            }
            var readers = people.isEmpty() ? ownIdentity() : people;
            var made = Repository.create(
                    stores.name(place, settings),
                    store,
                    state(),
                    readers,
                    sizes(),
                    surroundings.clock(),
                    random);
            terminal.say("created repository " + stores.shown(place, settings));
            if (!store.isExclusive()) {
                terminal.warn(stores.shown(place, settings)
                        + ": this server knows no conditional puts, so a writer"
                        + " that was given up cannot be shut out there");
            }
            return made;
        });
    }

    /// Opens the repository that copies of `source` go to; made, with the same keys, if it is
    /// not there.
    public Repository openOrCreateTwin(
            Repository source, RepositoryPlace place, TargetBucketOptions bucket)
            throws IOException {
        var settings = bucket.settings(options.bucket().settings());
        try {
            var store = stores.open(place, settings);
            return closedOnFailure(
                    store, () -> Repository.open(stores.name(place, settings), store, state()));
        } catch (NoRepositoryException | StoreMissingException e) {
            var store = stores.create(place, settings);
            return closedOnFailure(store, () -> {
                var made =
                        Repository.createTwin(source, stores.name(place, settings), store, state());
                terminal.say("created repository " + stores.shown(place, settings)
                        + ", with the same keys");
                return made;
            });
        }
    }

    /// Opens the repository's secrets with what was given: identity or passphrase.
    public RepositorySecrets unlock(Repository repository) throws IOException {
        return repository.unlock(people());
    }

    /// Opens the secrets if that needs no question, else null: for commands that can do
    /// without, only less.
    public @Nullable RepositorySecrets unlockIfPossible(Repository repository) throws IOException {
        boolean given = options.identity() != null || passphrases.isGiven();
        if (!given && !Files.exists(places.identity())) return null;
        try {
            return repository.unlock(people());
        } catch (WrongKeyException e) {
            if (given) throw e;
            return null;
        }
    }

    /// Where the identity is, by option, variable or default; maybe there is none.
    Path identityFile() throws CommandException {
        var named = options.identity();
        return named != null ? named : places.identity();
    }

    /// Whether a file or a command was named that has a passphrase.
    boolean isPassphraseGiven() {
        return passphrases.isGiven();
    }

    /// The keys that were given, or that lie at the default place, or are asked for.
    public List<FileKeyUnwrapper> people() throws IOException {
        if (passphrases.isGiven()) return List.of(passphrases.get());
        var file = identityFile();
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            if (options.identity() == null && surroundings.inIsTerminal())
                return List.of(passphrases.ask());
            throw new WrongKeyException("no identity at " + places.shown(file));
        }
        List<FileKeyUnwrapper> openers =
                IdentityFile.isSealed(bytes) ? List.of(passphrases.getOrAsk()) : List.of();
        return new ArrayList<>(
                IdentityFile.open(places.shown(file), bytes, openers).identities());
    }

    /// A passphrase that is new: given, or typed twice.
    public Passphrase newPassphrase() throws IOException {
        return passphrases.askTwice();
    }

    /// A passphrase that is new, from the first line of a file.
    public Passphrase newPassphrase(Path file) throws IOException {
        return passphrases.newIn(file);
    }

    /// A passphrase that is new and typed twice.
    public Passphrase askNewPassphrase() throws IOException {
        return passphrases.askNew();
    }

    /// A directory of this host for plain databases while they are read.
    public Path temporary() throws IOException {
        var directory = places.state().resolve("tmp");
        return Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private HostState state() throws CommandException {
        return new HostState(places.state());
    }

    private static RepositorySizes sizes() {
        return RepositorySizes.DEFAULT;
    }

    /// The default identity, made if it is not there.
    private List<FileKeyWrapper> ownIdentity() throws IOException {
        var file = identityFile();
        if (Files.exists(file)) {
            var people = new ArrayList<FileKeyWrapper>();
            for (var person : people()) {
                if (person instanceof Identity identity) people.add(identity.recipient());
            }
            return people;
        }
        try (var identity = Identity.generate(random)) {
            SecretFile.create(file, new IdentityFile(List.of(identity), null).encode());
            terminal.say("created identity   " + places.shown(file)
                    + "   (keep a copy: without it nothing can be restored)");
            return List.of(identity.recipient());
        }
    }

    private interface Expecting {

        void expect(EagerStore store) throws IOException;
    }

    /// From a store to the repository in it.
    private interface Way {

        Repository open(String name, BlobStore store, HostState state) throws IOException;
    }

    private interface Opening {

        Repository open() throws IOException;
    }

    private static Repository closedOnFailure(BlobStore store, Opening opening) throws IOException {
        try {
            return opening.open();
        } catch (Throwable failure) {
            try {
                store.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
    }
}
