package dev.holdfast.repository;

import dev.holdfast.crypto.FileKeyUnwrapper;
import dev.holdfast.crypto.FileKeyWrapper;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.RepositorySecrets.PublicKeys;
import dev.holdfast.crypto.SigningDomain;
import dev.holdfast.crypto.SigningKey;
import dev.holdfast.crypto.VerifyingKey;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Descriptor;
import dev.holdfast.format.manifest.RepositoryId;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/// An open repository: a store whose descriptor was checked against what this host knows.
///
/// Opening needs no key. [#unlock] makes it readable, [#signingKey] writable.
public final class Repository implements AutoCloseable {

    private static final SigningDomain DESCRIPTOR_DOMAIN =
            new SigningDomain(Descriptor.SIGNING_DOMAIN);

    private final String place;
    private final BlobStore store;
    private final HostState state;
    private final Descriptor descriptor;
    private final PublicKeys keys;
    private final boolean joined;
    private final Set<VerifyingKey> writers;
    private volatile boolean confirmed;
    private @Nullable Admissions admissions;

    private Repository(
            String place,
            BlobStore store,
            HostState state,
            Descriptor descriptor,
            Pins pins,
            boolean joined,
            boolean confirmed) {
        this.place = place;
        this.store = store;
        this.state = state;
        this.descriptor = descriptor;
        this.keys = pins.keys();
        this.joined = joined;
        this.confirmed = confirmed;
        this.writers = new HashSet<>(pins.writers());
    }

    /// Makes a repository for `people` in a store that has none, admits this host as its
    /// first writer, and opens it. `place` is how people call the store.
    public static Repository create(
            String place,
            BlobStore store,
            HostState state,
            Collection<? extends FileKeyWrapper> people,
            RepositorySizes sizes,
            InstantSource clock,
            SecureRandom random)
            throws IOException {
        if (store.findSize(BlobKey.descriptor()) != null) {
            throw new RepositoryExistsException("there is a repository at " + Printable.of(place));
        }
        state.removeLeftovers();
        try (var secrets = RepositorySecrets.generate(random)) {
            var owner = secrets.owner();
            if (owner == null) throw new IllegalStateException("new secrets without an owner");
            var unsigned = sizes.describe(
                    RepositoryId.random(random), clock.instant(), secrets.publicKeys());
            var signature = owner.sign(DESCRIPTOR_DOMAIN, unsigned.signedBytes());
            var descriptor = unsigned.withSignature(HexFormat.of().formatHex(signature));
            VerifyingKey writer;
            try (var key = state.writerKey(descriptor.id(), random)) {
                writer = key.verifyingKey();
            }
            for (var person : people) {
                var wrapped = secrets.wrap(person, random);
                store.putIfAbsent(BlobKey.key(wrapped), BlobBody.of(wrapped));
            }
            var admission = new Admission(descriptor.id(), writer)
                    .seal(owner, secrets.metadata().recipient(), random);
            store.putIfAbsent(BlobKey.key(admission), BlobBody.of(admission));
            var pins = Pins.of(descriptor, List.of(writer));
            state.keep(pins);
            store.putIfAbsent(BlobKey.descriptor(), BlobBody.of(descriptor.toByteArray()));
            state.keepPlace(place, descriptor.id());
            return new Repository(place, store, state, descriptor, pins, false, true);
        }
    }

    /// Opens the repository in `store`. A repository that this host has not seen is joined:
    /// pinned as it is. One that is not as it was pinned is refused.
    public static Repository open(String place, BlobStore store, HostState state)
            throws IOException {
        var descriptor = readDescriptor(place, getDescriptor(place, store));
        var before = state.findAt(place);
        if (before != null) requireSame(place, state, before, descriptor);
        var pins = state.findPins(descriptor.id());
        boolean joined = pins == null;
        if (pins == null) {
            pins = Pins.of(descriptor, List.of());
            state.keep(pins);
        } else {
            pins.check(Printable.of(place), descriptor);
        }
        if (before == null) state.keepPlace(place, descriptor.id());
        return new Repository(place, store, state, descriptor, pins, joined, true);
    }

    /// Opens the repository that this host knows at `place` by the copy it has of the
    /// descriptor, and asks the store for nothing; null if it has none. Whether the repository
    /// is still there only [#confirm] says, or a snapshot that this host has made.
    public static @Nullable Repository findKnown(String place, BlobStore store, HostState state)
            throws IOException {
        var id = state.findAt(place);
        var pins = id == null ? null : state.findPins(id);
        var copy = id == null ? null : state.findDescriptor(id);
        if (pins == null || copy == null) return null;
        try {
            var descriptor = readDescriptor(place, copy);
            pins.check(Printable.of(place), descriptor);
            return new Repository(place, store, state, descriptor, pins, false, false);
        } catch (CorruptDataException | FormatTooNewException | UntrustedException e) {
            // It is only a copy.
            return null;
        }
    }

    /// Leaves the next run a copy of the descriptor.
    void keepDescriptor() throws IOException {
        state.keepDescriptor(id(), descriptor.toByteArray());
    }

    /// Whether the descriptor in the store was read.
    boolean isConfirmed() {
        return confirmed;
    }

    /// Reads the descriptor in the store, and refuses to go on if it is not the one that this
    /// host knows.
    void confirm() throws IOException {
        var stored = readDescriptor(place, getDescriptor(place, store));
        requireSame(place, state, id(), stored);
        new Pins(id(), keys, List.of()).check(Printable.of(place), stored);
        confirmed = true;
    }

    private static void requireSame(
            String place, HostState state, RepositoryId known, Descriptor there)
            throws UntrustedException {
        if (known.equals(there.id())) return;
        throw new UntrustedException(
                "%s: is not the repository that this host has known there; if that is right, delete %s"
                        .formatted(
                                Printable.of(place),
                                Printable.of(state.placeFile(place).toString())));
    }

    /// Whether of several puts of one name exactly one stores at this place, as far as this host
    /// has tried; null if it has not.
    @Nullable
    Boolean findExclusive() throws IOException {
        return store.isKnownWeak() ? Boolean.FALSE : state.findExclusive(place);
    }

    /// Tries it, and remembers the answer. No answer is none.
    void learnExclusive() {
        try {
            state.keepExclusive(place, id(), store.isExclusive());
        } catch (IOException e) {
            // A later run tries again.
            return;
        }
    }

    /// Makes a repository with the id and the keys of `source` in a store that has none: one
    /// that takes copies of its snapshots, and is opened by the same people.
    public static Repository createTwin(
            Repository source, String place, BlobStore store, HostState state) throws IOException {
        if (store.findSize(BlobKey.descriptor()) != null) {
            throw new RepositoryExistsException("there is a repository at " + Printable.of(place));
        }
        KeyRing.of(source).copyTo(store);
        var descriptor = source.descriptor().toByteArray();
        var _ = store.putIfAbsent(BlobKey.descriptor(), BlobBody.of(descriptor));
        return open(place, store, state);
    }

    private static byte[] getDescriptor(String place, BlobStore store) throws IOException {
        try {
            return store.get(BlobKey.descriptor(), Descriptor.SIZE_MAX);
        } catch (BlobMissingException e) {
            throw new NoRepositoryException("no repository at " + Printable.of(place));
        }
    }

    private static Descriptor readDescriptor(String place, byte[] bytes) throws IOException {
        var what = "holdfast.json at " + Printable.of(place);
        Descriptor descriptor;
        try {
            descriptor = Descriptor.readFrom(what, bytes);
        } catch (FormatTooNewException e) {
            if (!hasChangedFormat(what, bytes)) throw e;
            throw new CorruptDataException(
                    what + ": its format is not the one that its owner has signed", e);
        }
        RepositorySizes.of(descriptor);
        if (!isSigned(descriptor)) {
            throw new CorruptDataException(what + ": its signature does not fit its content");
        }
        return descriptor;
    }

    private static boolean hasChangedFormat(String what, byte[] bytes) {
        var changed = Descriptor.findWithChangedFormat(what, bytes);
        try {
            return changed != null && isSigned(changed);
        } catch (CorruptDataException e) {
            return false; // A newer one may name its owner in another way.
        }
    }

    private static boolean isSigned(Descriptor descriptor) throws CorruptDataException {
        return verifies(
                VerifyingKey.parse(descriptor.owner()),
                DESCRIPTOR_DOMAIN,
                descriptor.signedBytes(),
                descriptor.signature());
    }

    static boolean verifies(
            VerifyingKey key, SigningDomain domain, byte[] message, String signature) {
        try {
            var bytes = HexFormat.of().parseHex(signature);
            // Upper-case digits would be another way to write it, and a changed bit.
            return HexFormat.of().formatHex(bytes).equals(signature)
                    && key.verifies(domain, message, bytes);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public String place() {
        return place;
    }

    public BlobStore store() {
        return store;
    }

    public Descriptor descriptor() {
        return descriptor;
    }

    public RepositoryId id() {
        return descriptor.id();
    }

    public PublicKeys publicKeys() {
        return keys;
    }

    /// Whether this host saw the repository for the first time when it was opened.
    public boolean wasJoined() {
        return joined;
    }

    /// Where this host keeps what it knows of the repository.
    public Path stateDirectory() {
        return state.directory(descriptor.id());
    }

    /// The key that signs as this host.
    SigningKey signingKey(SecureRandom random) throws IOException {
        return state.writerKey(descriptor.id(), random);
    }

    /// Who signs as this host. The key is made on first use.
    public VerifyingKey writer(SecureRandom random) throws IOException {
        try (var key = signingKey(random)) {
            return key.verifyingKey();
        }
    }

    /// Trusts the snapshots of `writer` until this is closed. For good, the owner admits one:
    /// [KeyRing#admit].
    public void trustWriter(VerifyingKey writer) {
        synchronized (writers) {
            writers.add(writer);
        }
    }

    /// Opens the repository's secrets with the first key that fits. As long as they are open,
    /// the writers that the owner has admitted are trusted.
    public RepositorySecrets unlock(Collection<? extends FileKeyUnwrapper> people)
            throws IOException {
        var ring = KeyRing.of(this);
        var secrets = ring.unlock(people);
        synchronized (writers) {
            admissions = () -> ring.admitted(secrets);
        }
        return secrets;
    }

    /// Whether this host knows `writer`, or the owner has admitted it. The admissions are read
    /// when a writer is met that this host does not know.
    boolean trusts(VerifyingKey writer) throws IOException {
        synchronized (writers) {
            var unread = admissions;
            if (!writers.contains(writer) && unread != null) {
                writers.addAll(unread.read());
                admissions = null;
            }
            return writers.contains(writer);
        }
    }

    byte @Nullable [] findKeyCopy() throws IOException {
        return state.findKeyCopy(descriptor.id());
    }

    void keepKeyCopy(byte[] stored) throws IOException {
        state.keepKeyCopy(descriptor.id(), stored);
    }

    /// The snapshots there are, oldest first, without any key.
    public List<StoredManifest> snapshots() throws IOException {
        return new ArrayList<>(Manifests.of(this).list());
    }

    /// The same, but that a manifest which this host has read before is not fetched again, so
    /// nothing is said of whether it is still stored undamaged.
    public List<StoredManifest> knownSnapshots() throws IOException {
        var manifests = Manifests.of(this);
        var known = manifests.listKnown();
        if (confirmed) manifests.keepCopiesOf(known);
        return new ArrayList<>(known);
    }

    /// The snapshots whose manifests can be read; `unreadable` is told of the others, and why.
    /// For who reports, and never for who deletes.
    public List<StoredManifest> readableSnapshots(BiConsumer<SnapshotId, IOException> unreadable)
            throws IOException {
        return Manifests.of(this).listReadable(unreadable);
    }

    /// The manifest of a snapshot, null if a tombstone is in its place.
    ///
    /// @throws BlobMissingException if there is neither
    public @Nullable StoredManifest findManifest(SnapshotId id) throws IOException {
        return Manifests.of(this).find(id);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    /// Reads which writers the owner has admitted.
    private interface Admissions {

        List<VerifyingKey> read() throws IOException;
    }
}
