package dev.holdfast.app.cli;

import dev.holdfast.catalog.SourceKey;
import dev.holdfast.source.Source;

/// What becomes one snapshot, under the name that its lineage has.
///
/// @param options canonical JSON of what decides which entries are in
record BackupSource(Source source, SourceKey key, String options) {

    /// Whether it can be walked beforehand to see how much there is.
    boolean isCountable() {
        return !key.kind().equals(SourceKey.STREAM);
    }
}
