package dev.holdfast.repository;

import dev.holdfast.crypto.AgeFile;
import dev.holdfast.crypto.Recipient;
import dev.holdfast.crypto.SigningDomain;
import dev.holdfast.crypto.SigningKey;
import dev.holdfast.crypto.VerifyingKey;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.JsonReader;
import dev.holdfast.format.manifest.RepositoryId;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/// The owner's word that a writer's snapshots are to be trusted: a page signed by the owner,
/// sealed for who may read metadata, among the blobs under `keys/`. docs/format/keys.md.
record Admission(RepositoryId repository, VerifyingKey writer) {

    private static final SigningDomain DOMAIN = new SigningDomain("holdfast-admission-1");
    private static final long VERSION = 1;

    byte[] seal(SigningKey owner, Recipient metadata, SecureRandom random) {
        var signature = HexFormat.of().formatHex(owner.sign(DOMAIN, signedBytes()));
        var text = toJson().with("signature", Json.of(signature)).canonical();
        return AgeFile.encrypt(text.getBytes(StandardCharsets.UTF_8), List.of(metadata), random);
    }

    /// Reads the plain page and checks its signature.
    static Admission readFrom(String what, byte[] plain, VerifyingKey owner) throws IOException {
        var json = JsonReader.object(what, plain);
        var admission = new Admission(
                RepositoryId.parse(json.text("repository")),
                VerifyingKey.parse(json.text("admitted")));
        byte[] signature;
        try {
            signature = HexFormat.of().parseHex(json.text("signature"));
        } catch (IllegalArgumentException e) {
            throw new UntrustedException(what + ": its signature is malformed");
        }
        if (!owner.verifies(DOMAIN, admission.signedBytes(), signature)) {
            throw new UntrustedException(what + ": is not signed by the repository's owner");
        }
        return admission;
    }

    private byte[] signedBytes() {
        return toJson().canonical().getBytes(StandardCharsets.UTF_8);
    }

    private Json.JsonObject toJson() {
        return Json.object()
                .with("version", Json.of(VERSION))
                .with("repository", Json.of(repository.toString()))
                .with("admitted", Json.of(writer.toString()));
    }
}
