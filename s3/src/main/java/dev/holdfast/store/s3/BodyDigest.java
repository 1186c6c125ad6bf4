package dev.holdfast.store.s3;

import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// The MD5 of a body: the one checksum that every server holds a put against, and that most
/// give back as the object's tag. It guards the way there and is no proof against malice.
record BodyDigest(String base64, String hex) {

    /// Reads the body once. One that is not as long as it says is never sent.
    static BodyDigest of(BlobKey key, BlobBody body) throws IOException {
        var digest = md5();
        var buffer = new byte[Math.clamp(body.size(), 1, 256 * 1024)];
        long size = 0;
        try (var in = body.peek()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                if (size > body.size()) break;
                digest.update(buffer, 0, read);
            }
        }
        if (size != body.size()) {
            throw new IOException("%s: a body of %d bytes gave %s"
                    .formatted(key, body.size(), size < body.size() ? size : "more"));
        }
        var bytes = digest.digest();
        return new BodyDigest(
                Base64.getEncoder().encodeToString(bytes), HexFormat.of().formatHex(bytes));
    }

    /// Whether a server that gives an object this tag has received these very bytes.
    boolean isTag(@Nullable String tag) {
        return tag != null && tag.replace("\"", "").equalsIgnoreCase(hex);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
