package dev.holdfast.repository;

import java.io.IOException;

/// Whoever makes the chunks of a run.
@FunctionalInterface
public interface ChunkProducer {

    /// Returns when everything was put.
    void produce(ChunkSink sink) throws IOException, InterruptedException;
}
