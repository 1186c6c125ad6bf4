package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// What opens a repository: the secret for metadata, for an owner also the one for payload
/// and the key that signs as the owner.
///
/// Stored only wrapped, as an [IdentityFile] inside an age file for one person or
/// passphrase. docs/format/keys.md, section "The repository's secrets".
public record RepositorySecrets(
        Identity metadata,
        @Nullable Identity payload,
        @Nullable SigningKey owner) implements AutoCloseable {

    /// The public halves, which everybody who uses a repository has pinned.
    public record PublicKeys(Recipient metadata, Recipient payload, VerifyingKey owner) {}

    /// The secrets of a new repository.
    public static RepositorySecrets generate(SecureRandom random) {
        return new RepositorySecrets(
                Identity.generate(random), Identity.generate(random), SigningKey.generate(random));
    }

    /// Only what a browser may have: names, sizes and times, but no content.
    public RepositorySecrets forBrowser() {
        return new RepositorySecrets(metadata, null, null);
    }

    /// The age file to be stored for one person: their recipient, or a passphrase.
    public byte[] wrap(FileKeyWrapper person, SecureRandom random) {
        var text = toIdentityFile().encode();
        try {
            return AgeFile.encrypt(text, List.of(person), random);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /// Opens what [#wrap] made. `expected` is what was pinned: secrets of another repository
    /// are refused, whoever put them there.
    public static RepositorySecrets unwrap(
            String what,
            byte[] stored,
            Collection<? extends FileKeyUnwrapper> keys,
            PublicKeys expected)
            throws IOException {
        var text = AgeFile.decrypt(what, stored, keys);
        try {
            return of(what, IdentityFile.parse(what, text), expected);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /// Picks the repository's secrets out of a file by what they open. If they are of another
    /// repository, the file is wiped.
    public static RepositorySecrets of(String what, IdentityFile file, PublicKeys expected)
            throws CorruptDataException {
        var metadata = find(file, expected.metadata());
        var payload = find(file, expected.payload());
        var owner = file.signingKey();
        boolean ours = owner == null || owner.verifyingKey().equals(expected.owner());
        if (metadata == null || !ours) {
            file.close();
            throw new CorruptDataException(what + ": its secrets are of another repository");
        }
        return new RepositorySecrets(metadata, payload, owner);
    }

    public PublicKeys publicKeys() {
        return new PublicKeys(
                metadata.recipient(),
                Objects.requireNonNull(payload, "only an owner knows both").recipient(),
                Objects.requireNonNull(owner, "only an owner can sign").verifyingKey());
    }

    public IdentityFile toIdentityFile() {
        var identities = new ArrayList<Identity>();
        identities.add(metadata);
        if (payload != null) identities.add(payload);
        return new IdentityFile(identities, owner);
    }

    /// Wipes the secrets, also those that [#forBrowser] shares.
    @Override
    public void close() {
        toIdentityFile().close();
    }

    private static @Nullable Identity find(IdentityFile file, Recipient recipient) {
        for (var identity : file.identities()) {
            if (identity.recipient().equals(recipient)) return identity;
        }
        return null;
    }
}
