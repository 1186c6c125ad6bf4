package dev.holdfast.store.s3;

import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

import java.io.IOException;
import java.net.URI;

/// An S3 server of somebody else's in this process, with everything in memory: S3Proxy. It
/// checks signatures and checksums, and honours conditions.
public final class LocalS3 implements AutoCloseable {

    public static final String BUCKET = "holdfast-test";
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET = "test-secret";

    private final S3Proxy server;

    private LocalS3(S3Proxy server) {
        this.server = server;
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
        return new LocalS3(server);
    }

    public int port() {
        return server.getPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
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
