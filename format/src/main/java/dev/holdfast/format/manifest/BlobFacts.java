package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;

/// A blob as a manifest knows it: the SHA-256 of its stored bytes, and how many there are.
///
/// The order is that of digests, then of sizes. A map of hashes needs one too: who writes a
/// manifest chooses its digests, and could choose them so that all have one hash.
public record BlobFacts(Sha256 sha256, long size) implements Comparable<BlobFacts> {

    public BlobFacts {
        if (size < 0) throw new IllegalArgumentException("no blob has " + size + " bytes");
    }

    @Override
    public int compareTo(BlobFacts other) {
        int order = sha256.compareTo(other.sha256);
        return order == 0 ? Long.compare(size, other.size) : order;
    }

    Json toJson() {
        return Json.object().with("sha256", Json.of(sha256.hex())).with("size", Json.of(size));
    }

    static BlobFacts of(Json json) throws CorruptDataException {
        if (json instanceof Json.JsonObject object) {
            return new BlobFacts(Sha256.parse(object.text("sha256")), object.number("size"));
        }
        throw new CorruptDataException("a blob is not an object");
    }
}
