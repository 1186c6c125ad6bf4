/// age version 1, of our own, and signatures.
///
/// Doors: `AgeWriter` and `AgeReader` for what streams, `AgeFile` for what fits in memory,
/// `AgeHeader` → `PayloadKey` → `SealedLayout` for a slice of a large file. `Recipient`,
/// `Identity` and `Passphrase` are who a file is for; `IdentityFile` and
/// `RepositorySecrets` are how secrets are kept; `SigningKey` and `VerifyingKey` are
/// Ed25519. Everything written opens with the stock `age` command. Specified in
/// docs/format/age.md and docs/format/keys.md.
///
/// It does no file or network I/O of its own, asks nobody for a passphrase, knows nothing
/// of packs and keys of a store, and never logs. No secret is in a message or `toString`.
@NullMarked
package dev.holdfast.crypto;

import org.jspecify.annotations.NullMarked;
