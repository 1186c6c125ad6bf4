package dev.holdfast.store.s3;

import java.time.Duration;

/// How long to wait for a server.
///
/// @param connect for a connection
/// @param silence between two bytes of an answer
/// @param request for a whole request that moves no content
/// @param slowest bytes a second that content may always take
public record S3Deadlines(Duration connect, Duration silence, Duration request, long slowest) {

    /// A pack of 16 MiB has ten minutes and a half.
    public static final S3Deadlines USUAL = new S3Deadlines(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(2), 32 * 1024);

    /// For a request with so many bytes of content.
    Duration of(long bytes) {
        return request.plusMillis(bytes * 1000 / slowest);
    }
}
