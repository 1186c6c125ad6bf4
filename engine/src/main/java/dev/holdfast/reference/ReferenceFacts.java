package dev.holdfast.reference;

import dev.holdfast.catalog.EntryCounts;
import dev.holdfast.catalog.StreamFacts;
import dev.holdfast.format.ByteReader;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.manifest.SnapshotId;

import java.time.DateTimeException;
import java.time.Instant;

/// What a reference is of, and what its files must be.
///
/// @param scanStart when the walk began: what was written since may have been missed
/// @param logEnd first address of the payload log that nothing has taken
/// @param round counts the backups since the last that read everything
public record ReferenceFacts(
        SnapshotId snapshot,
        int encoderVersion,
        Instant scanStart,
        long logEnd,
        long round,
        EntryCounts entries,
        StreamFacts metadata,
        StreamFacts checks,
        StreamFacts hints,
        StreamFacts places) {

    private static final ByteString MAGIC = ByteString.utf8("HFREFERENCE");
    private static final int VERSION = 1;

    byte[] toByteArray() {
        var out = new ByteWriter().bytes(MAGIC).u8(VERSION);
        out.u64(snapshot.high()).u64(snapshot.low()).u32(encoderVersion);
        out.u64(scanStart.getEpochSecond()).u32(scanStart.getNano());
        out.u64(logEnd).u64(round);
        out.u64(entries.directories()).u64(entries.files()).u64(entries.hardLinks());
        out.u64(entries.symlinks()).u64(entries.specials()).u64(entries.bytes());
        write(metadata, out);
        write(checks, out);
        write(hints, out);
        write(places, out);
        return out.toByteArray();
    }

    static ReferenceFacts readFrom(String what, byte[] bytes)
            throws CorruptDataException, FormatTooNewException {
        var in = new ByteReader(what, bytes);
        if (!in.byteString(MAGIC.length()).equals(MAGIC)) {
            throw new CorruptDataException(what + ": is no reference");
        }
        if (in.u8() != VERSION) {
            throw new FormatTooNewException(what + ": was made by a newer Holdfast");
        }
        try {
            var facts = new ReferenceFacts(
                    new SnapshotId(in.u64(), in.u64()),
                    (int) in.u32(),
                    Instant.ofEpochSecond(in.u64(), in.u32()),
                    in.u64(),
                    in.u64(),
                    new EntryCounts(in.u64(), in.u64(), in.u64(), in.u64(), in.u64(), in.u64()),
                    stream(in),
                    stream(in),
                    stream(in),
                    stream(in));
            in.end();
            return facts;
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new CorruptDataException(what + ": says what cannot be", e);
        }
    }

    private static void write(StreamFacts stream, ByteWriter out) {
        out.u64(stream.length()).sha256(stream.sha256());
    }

    private static StreamFacts stream(ByteReader in) throws CorruptDataException {
        return new StreamFacts(in.u64(), in.sha256());
    }
}
