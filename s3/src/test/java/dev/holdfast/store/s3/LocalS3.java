package dev.holdfast.store.s3;

import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/// An S3 server of somebody else's in this process, with everything in memory: S3Proxy. It
/// checks signatures and checksums, and honours conditions.
public final class LocalS3 implements AutoCloseable {

    public static final String BUCKET = "holdfast-test";
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET = "test-secret";

    private final S3Proxy server;
    private final TransientNio2BlobStore blobs;

    private LocalS3(S3Proxy server, TransientNio2BlobStore blobs) {
        this.server = server;
        this.blobs = blobs;
    }

    public static LocalS3 start() throws IOException {
        return start(AuthenticationType.AWS_V4);
    }

    /// One that lets everybody in and looks at no signature.
    public static LocalS3 startOpen() throws IOException {
        return start(AuthenticationType.NONE);
    }

    private static LocalS3 start(AuthenticationType authentication) throws IOException {
        var blobs = new TransientNio2BlobStore();
        var server = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(authentication, ACCESS_KEY, SECRET)
                .v4MaxNonChunkedRequestSize(128 << 20)
                .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("S3Proxy does not start", e);
        }
        while (!server.getState().equals("STARTED")) Thread.onSpinWait();
        blobs.createContainer(BUCKET);
        return new LocalS3(server, blobs);
    }

    public int port() {
        return server.getPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /// Removes every object, of a page at most, whose key begins with `prefix`, as nobody should.
    public void removeAll(String prefix) {
        for (var object : page(prefix)) blobs.removeBlob(BUCKET, object.key());
    }

    /// How many objects have such a key, of a page at most.
    public int count(String prefix) {
        return page(prefix).size();
    }

    private List<S3Object> page(String prefix) {
        var wanted =
                ListObjectsV2Request.builder().bucket(BUCKET).prefix(prefix).build();
        return blobs.list(wanted).contents();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("S3Proxy does not stop", e);
        }
    }
}
