package dev.holdfast.backup;

import dev.holdfast.format.pxar.FileType;
import dev.holdfast.source.Source;
import dev.holdfast.source.SourceEvent;

import java.io.IOException;

/// How much a source holds, found by a walk that opens no file.
///
/// @param bytes sizes of the regular files; one with several names counts for each
public record Estimate(long directories, long files, long others, long bytes) {

    public long entries() {
        return directories + files + others;
    }

    /// Walks `source`. What it cannot see is left out: the backup itself will say so.
    public static Estimate of(Source source) throws IOException, InterruptedException {
        long directories = 0;
        long files = 0;
        long others = 0;
        long bytes = 0;
        try (var cursor = source.open(_ -> {})) {
            for (var event = cursor.next(); event != null; event = cursor.next()) {
                if (Thread.interrupted()) throw new InterruptedException("estimate");
                switch (event) {
                    case SourceEvent.Enter _ -> directories++;
                    case SourceEvent.Item(var entry) -> {
                        if (entry.facts().type() == FileType.REGULAR) {
                            files++;
                            bytes += entry.facts().size();
                        } else {
                            others++;
                        }
                    }
                    case SourceEvent.Leave _ -> {}
                }
            }
        }
        return new Estimate(directories, files, others, bytes);
    }
}
