package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Sha256;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The plain page that names a snapshot's blobs. Its existence is the commit.
///
/// Readable without any key, so it says nothing of host, path or tag. Specified in
/// docs/format/manifest.md.
///
/// @param createdAt a label; nothing depends on it (invariant I10)
/// @param totalSize bytes of the contents of all files
/// @param blobs every pack the snapshot needs, ascending by digest
/// @param previous the snapshot of the lineage that came before, as its writer knew it
/// @param writer Ed25519 public key, 64 hexadecimal digits
/// @param signature of [#signedBytes], 128 hexadecimal digits; empty before it is signed
public record Manifest(
        RepositoryId repository,
        SnapshotId snapshot,
        LineageId lineage,
        Instant createdAt,
        long totalSize,
        long totalFiles,
        BlobFacts database,
        List<BlobFacts> blobs,
        @Nullable Previous previous,
        String writer,
        String signature) {

    /// What goes before the signed bytes, with a zero byte.
    public static final String SIGNING_DOMAIN = "holdfast-manifest-1";

    /// Decoded bytes.
    public static final int SIZE_MAX = 256 << 20;

    static final long VERSION = 1;

    private static final String FENCED = "fenced";

    private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{128}");

    /// A snapshot, and the digest of its stored manifest.
    public record Previous(SnapshotId snapshot, Sha256 manifest) {}

    public Manifest {
        if (!(blobs instanceof BlobList)) blobs = List.copyOf(blobs);
    }

    /// The same, with what the pool's other manifests name too kept once.
    public Manifest sharing(BlobPool pool) {
        return withBlobs(BlobList.of(blobs, pool), signature);
    }

    public Manifest withSignature(String signed) {
        return withBlobs(blobs, signed);
    }

    private Manifest withBlobs(List<BlobFacts> list, String signed) {
        return new Manifest(
                repository,
                snapshot,
                lineage,
                createdAt,
                totalSize,
                totalFiles,
                database,
                list,
                previous,
                writer,
                signed);
    }

    /// What the signature is over: the canonical form without the signature.
    public byte[] signedBytes() {
        return toJson().without("signature").canonical().getBytes(StandardCharsets.UTF_8);
    }

    public byte[] toByteArray() {
        return toJson().canonical().getBytes(StandardCharsets.UTF_8);
    }

    /// What is put in the place of a manifest to keep a given-up writer from committing.
    public static byte[] tombstone(WriterId writer) {
        return Json.object()
                .with("version", Json.of(VERSION))
                .with(FENCED, Json.of(writer.toString()))
                .canonical()
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Whether decoded bytes found at a manifest's place are a tombstone, which is no
    /// snapshot: it keeps a fenced writer from committing.
    public static boolean isTombstone(String what, byte[] bytes)
            throws CorruptDataException, FormatTooNewException {
        if (JsonReader.object(what, bytes).find(FENCED) == null) return false;
        var _ = PlainPage.read(
                what, bytes, json -> WriterId.parse(json.text(FENCED)), Manifest::tombstone);
        return true;
    }

    /// What tells a page that its writer made from one that was damaged or forged.
    public interface Seal {

        /// Whether `signature` is that of `writer`, as the page has both, over these bytes.
        boolean fits(String writer, byte[] signedBytes, String signature)
                throws CorruptDataException;
    }

    /// Reads decoded bytes; `what` names the manifest.
    ///
    /// The signature is looked at before anything that it covers, and covers a page of any
    /// version alike: so a flipped bit is damage and never a newer format.
    ///
    /// @throws FormatTooNewException if a writer has signed what this Holdfast cannot read
    public static Manifest readFrom(String what, byte[] bytes, Seal seal)
            throws CorruptDataException, FormatTooNewException {
        var json = JsonReader.object(what, bytes);
        try {
            requireSealed(json, bytes, seal);
            requireVersion(what, json);
            return of(what, json);
        } catch (CorruptDataException e) {
            throw new CorruptDataException(what + ": " + e.getMessage(), e);
        }
    }

    private static void requireSealed(Json.JsonObject json, byte[] bytes, Seal seal)
            throws CorruptDataException {
        if (!Arrays.equals(json.canonical().getBytes(StandardCharsets.UTF_8), bytes)) {
            throw new CorruptDataException("is not in canonical form");
        }
        var signature = json.text("signature");
        var signed = json.without("signature").canonical().getBytes(StandardCharsets.UTF_8);
        boolean shaped = SIGNATURE.matcher(signature).matches();
        if (!shaped || !seal.fits(json.text("writer"), signed, signature)) {
            throw new CorruptDataException("its signature does not fit its content");
        }
    }

    private Json.JsonObject toJson() {
        return Json.object()
                .with("version", Json.of(VERSION))
                .with("repository", Json.of(repository.toString()))
                .with("snapshot", Json.of(snapshot.toString()))
                .with("lineage", Json.of(lineage.toString()))
                .with("created_at", Json.of(createdAt.toString()))
                .with("total_size", Json.of(totalSize))
                .with("total_files", Json.of(totalFiles))
                .with("database", database.toJson())
                .with("blobs", Json.array(blobs.stream().map(BlobFacts::toJson).toList()))
                .with("lists", Json.array(List.of()))
                .with("previous", toJson(previous))
                .with("writer", Json.of(writer))
                .with("signature", Json.of(signature));
    }

    private static Json toJson(@Nullable Previous previous) {
        if (previous == null) return new Json.JsonNull();
        return Json.object()
                .with("snapshot", Json.of(previous.snapshot().toString()))
                .with("manifest_sha256", Json.of(previous.manifest().hex()));
    }

    private static Manifest of(String what, Json.JsonObject json)
            throws CorruptDataException, FormatTooNewException {
        if (!json.array("lists").isEmpty()) {
            throw new FormatTooNewException(
                    what + ": has lists of packs, made by a newer Holdfast");
        }
        var manifest = new Manifest(
                RepositoryId.parse(json.text("repository")),
                SnapshotId.parse(json.text("snapshot")),
                LineageId.parse(json.text("lineage")),
                instant(json.text("created_at")),
                json.number("total_size"),
                json.number("total_files"),
                BlobFacts.of(json.object("database")),
                blobs(json.array("blobs")),
                previous(json.find("previous")),
                json.text("writer"),
                json.text("signature"));
        if (!manifest.toJson().equals(json)) {
            throw new CorruptDataException("says something that no manifest says");
        }
        return manifest;
    }

    private static List<BlobFacts> blobs(List<Json> values) throws CorruptDataException {
        var blobs = new ArrayList<BlobFacts>(values.size());
        for (var value : values) {
            var blob = BlobFacts.of(value);
            if (!blobs.isEmpty() && blobs.getLast().sha256().compareTo(blob.sha256()) >= 0) {
                throw new CorruptDataException("its blobs are not in ascending order");
            }
            blobs.add(blob);
        }
        return blobs;
    }

    private static @Nullable Previous previous(@Nullable Json json) throws CorruptDataException {
        return switch (json) {
            case Json.JsonNull() -> null;
            case Json.JsonObject object ->
                new Previous(
                        SnapshotId.parse(object.text("snapshot")),
                        Sha256.parse(object.text("manifest_sha256")));
            case null, default ->
                throw new CorruptDataException("member \"previous\" is neither null nor an object");
        };
    }

    static void requireVersion(String what, Json.JsonObject json)
            throws CorruptDataException, FormatTooNewException {
        long version = json.number("version");
        if (version > VERSION) {
            throw new FormatTooNewException(
                    "%s: has version %d, made by a newer Holdfast; this one knows %d"
                            .formatted(what, version, VERSION));
        }
        if (version != VERSION) throw new CorruptDataException("has version " + version);
    }

    static Instant instant(String text) throws CorruptDataException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new CorruptDataException("no time: " + dev.holdfast.format.Printable.of(text), e);
        }
    }
}
