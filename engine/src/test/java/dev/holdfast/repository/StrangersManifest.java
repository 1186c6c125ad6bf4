package dev.holdfast.repository;

import dev.holdfast.format.manifest.Manifest;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;

/// A manifest of somebody who may write, and says what he likes.
public final class StrangersManifest {

    private StrangersManifest() {}

    /// Puts one signed by the host of `stranger` that names everything `like` names.
    public static void put(Repository stranger, Manifest like, SecureRandom random)
            throws IOException {
        try (var key = stranger.signingKey(random)) {
            var unsigned = new Manifest(
                    like.repository(),
                    SnapshotId.random(random),
                    like.lineage(),
                    like.createdAt(),
                    like.totalSize(),
                    like.totalFiles(),
                    like.database(),
                    like.blobs(),
                    like.previous(),
                    key.verifyingKey().toString(),
                    "");
            var signature = key.sign(Manifests.DOMAIN, unsigned.signedBytes());
            var signed = unsigned.withSignature(HexFormat.of().formatHex(signature));
            var _ = stranger.store()
                    .putIfAbsent(
                            BlobKey.manifest(signed.snapshot()),
                            BlobBody.of(ZstdText.compress(signed.toByteArray())));
        }
    }
}
