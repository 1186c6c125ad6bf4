package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Printable;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// `holdfast.json`: what a repository is and to whom it is written. Put once, signed by the
/// owner, plain JSON. Specified in docs/format/manifest.md.
///
/// @param payloadRecipient age X25519 recipient of contents
/// @param metadataRecipient age X25519 recipient of metadata and databases
/// @param owner Ed25519 public key, 64 hexadecimal digits
/// @param packSize bytes at which a writer closes a pack
/// @param signature of [#signedBytes], 128 hexadecimal digits; empty before it is signed
public record Descriptor(
        RepositoryId id,
        Instant createdAt,
        String payloadRecipient,
        String metadataRecipient,
        String owner,
        Sizes metadataChunks,
        Sizes payloadChunks,
        long packSize,
        String signature) {

    /// What goes before the signed bytes, with a zero byte.
    public static final String SIGNING_DOMAIN = "holdfast-descriptor-1";

    /// Nobody needs a larger one.
    public static final int SIZE_MAX = 64 << 10;

    static final long FORMAT = 1;

    /// Smallest, average and largest chunk, in bytes.
    public record Sizes(long min, long average, long max) {

        Json toJson() {
            return Json.object()
                    .with("min", Json.of(min))
                    .with("average", Json.of(average))
                    .with("max", Json.of(max));
        }

        static Sizes of(Json.JsonObject json) throws CorruptDataException {
            return new Sizes(json.number("min"), json.number("average"), json.number("max"));
        }
    }

    public Descriptor withSignature(String signed) {
        return new Descriptor(
                id,
                createdAt,
                payloadRecipient,
                metadataRecipient,
                owner,
                metadataChunks,
                payloadChunks,
                packSize,
                signed);
    }

    /// What the signature is over: the canonical form without the signature.
    public byte[] signedBytes() {
        return toJson().without("signature").canonical().getBytes(StandardCharsets.UTF_8);
    }

    public byte[] toByteArray() {
        return (toJson().canonical() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// Reads a descriptor; `what` says where it was found. An unknown format or feature is
    /// a newer one, never damage (invariant I12).
    public static Descriptor readFrom(String what, byte[] bytes)
            throws CorruptDataException, FormatTooNewException {
        var json = JsonReader.object(what, bytes);
        try {
            requireKnown(what, json);
            var descriptor = of(json);
            if (!Arrays.equals(descriptor.toByteArray(), bytes)) {
                throw new CorruptDataException("is not in canonical form");
            }
            return descriptor;
        } catch (CorruptDataException e) {
            throw new CorruptDataException(what + ": " + e.getMessage(), e);
        }
    }

    /// The descriptor that `bytes` are if nothing but the number of their format was changed,
    /// null if they are none. If its signature fits, that is proved, and no newer Holdfast has
    /// made them.
    public static @Nullable Descriptor findWithChangedFormat(String what, byte[] bytes) {
        try {
            var json = JsonReader.object(what, bytes);
            return json.array("features").isEmpty() ? of(json) : null;
        } catch (CorruptDataException e) {
            return null;
        }
    }

    private Json.JsonObject toJson() {
        return Json.object()
                .with("format", Json.of(FORMAT))
                .with("id", Json.of(id.toString()))
                .with("created_at", Json.of(createdAt.toString()))
                .with("features", Json.array(List.of()))
                .with(
                        "recipients",
                        Json.object()
                                .with("payload", Json.of(payloadRecipient))
                                .with("metadata", Json.of(metadataRecipient)))
                .with("owner", Json.of(owner))
                .with(
                        "chunking",
                        Json.object()
                                .with("metadata", metadataChunks.toJson())
                                .with("payload", payloadChunks.toJson()))
                .with("pack_size", Json.of(packSize))
                .with("signature", Json.of(signature));
    }

    private static Descriptor of(Json.JsonObject json) throws CorruptDataException {
        return new Descriptor(
                RepositoryId.parse(json.text("id")),
                Manifest.instant(json.text("created_at")),
                json.object("recipients").text("payload"),
                json.object("recipients").text("metadata"),
                json.text("owner"),
                Sizes.of(json.object("chunking").object("metadata")),
                Sizes.of(json.object("chunking").object("payload")),
                json.number("pack_size"),
                json.text("signature"));
    }

    private static void requireKnown(String what, Json.JsonObject json)
            throws CorruptDataException, FormatTooNewException {
        long format = json.number("format");
        if (format > FORMAT) {
            throw new FormatTooNewException(
                    "%s: has format %d, made by a newer Holdfast; this one knows %d"
                            .formatted(what, format, FORMAT));
        }
        if (format != FORMAT) throw new CorruptDataException("has format " + format);
        for (var feature : json.array("features")) {
            var name = feature instanceof Json.JsonString(var text) ? text : feature.canonical();
            throw new FormatTooNewException("%s: uses the feature \"%s\", made by a newer Holdfast"
                    .formatted(what, Printable.of(name)));
        }
    }
}
