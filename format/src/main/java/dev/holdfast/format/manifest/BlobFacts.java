package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;

/// A blob as a manifest knows it: the SHA-256 of its stored bytes, and how many there are.
public record BlobFacts(Sha256 sha256, long size) {

    public BlobFacts {
        if (size < 0) throw new IllegalArgumentException("no blob has " + size + " bytes");
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
