package dev.holdfast.repository;

import dev.holdfast.crypto.Recipient;
import dev.holdfast.crypto.RepositorySecrets.PublicKeys;
import dev.holdfast.crypto.VerifyingKey;
import dev.holdfast.format.manifest.Descriptor;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.JsonReader;
import dev.holdfast.format.manifest.RepositoryId;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What this host remembers of a repository so that nobody can put another one in its
/// place: its id and its public keys, and the writers whose snapshots it trusts.
record Pins(RepositoryId repository, PublicKeys keys, List<VerifyingKey> writers) {

    Pins {
        writers = List.copyOf(writers);
    }

    static Pins of(Descriptor descriptor, List<VerifyingKey> writers) throws IOException {
        return new Pins(descriptor.id(), keys(descriptor), writers);
    }

    static PublicKeys keys(Descriptor descriptor) throws IOException {
        return new PublicKeys(
                Recipient.parse(descriptor.metadataRecipient()),
                Recipient.parse(descriptor.payloadRecipient()),
                VerifyingKey.parse(descriptor.owner()));
    }

    /// Refuses a descriptor that is not the pinned one.
    void check(String place, Descriptor descriptor) throws IOException {
        if (!repository.equals(descriptor.id()) || !keys.equals(keys(descriptor))) {
            throw new UntrustedException(place + ": its id or keys are not those that this host has"
                    + " known it by: somebody has changed holdfast.json");
        }
    }

    byte[] toByteArray() {
        var json = Json.object()
                .with("repository", Json.of(repository.toString()))
                .with("metadata", Json.of(keys.metadata().toString()))
                .with("payload", Json.of(keys.payload().toString()))
                .with("owner", Json.of(keys.owner().toString()))
                .with(
                        "writers",
                        Json.array(
                                writers.stream().map(w -> Json.of(w.toString())).toList()));
        return json.canonical().getBytes(StandardCharsets.UTF_8);
    }

    static Pins readFrom(String what, byte[] bytes) throws IOException {
        var json = JsonReader.object(what, bytes);
        var writers = new ArrayList<VerifyingKey>();
        for (var writer : json.array("writers")) {
            if (writer instanceof Json.JsonString(var text)) writers.add(VerifyingKey.parse(text));
        }
        var keys = new PublicKeys(
                Recipient.parse(json.text("metadata")),
                Recipient.parse(json.text("payload")),
                VerifyingKey.parse(json.text("owner")));
        return new Pins(RepositoryId.parse(json.text("repository")), keys, writers);
    }
}
