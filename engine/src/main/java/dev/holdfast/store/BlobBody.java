package dev.holdfast.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The bytes of a blob that is to be put. They can be had more than once, for a retry.
public interface BlobBody {

    long size();

    /// The bytes from the first on, as many as [#size] says.
    InputStream open() throws IOException;

    /// The same bytes for who computes a checksum of them: this costs no bandwidth, and no
    /// decorator counts it or slows it down.
    default InputStream peek() throws IOException {
        return open();
    }

    /// The whole of `bytes`, which must not change until the put has ended.
    static BlobBody of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /// A range of `bytes`, which must not change until the put has ended.
    static BlobBody of(byte[] bytes, int offset, int length) {
        return new BlobBody() {
            @Override
            public long size() {
                return length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes, offset, length);
            }
        };
    }
}
