package dev.holdfast.format.pxar;

import java.io.IOException;

/// Where encoded bytes go, in order. The array is the caller's again after the call.
public interface ByteSink {

    void write(byte[] bytes, int offset, int length) throws IOException;
}
