package dev.holdfast.format.pack;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.doc.DocumentedFormat;
import dev.holdfast.format.doc.Example;
import dev.holdfast.format.doc.Layout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the code says about docs/format/pack.md.
public final class PackDocument implements DocumentedFormat {

    /// What `zstd --check` makes of two short texts that it cannot compress.
    private static final List<String> FRAMES = List.of(
            "28b52ffd2409490000686f6c64666173740aaf80d4e1",
            "28b52ffd2414a100006b65657073207768617420697420686f6c64730a3c70dd05");

    private static final List<String> TEXTS = List.of("holdfast\n", "keeps what it holds\n");

    @Override
    public String page() {
        return "pack.md";
    }

    @Override
    public Map<String, List<List<String>>> tables() {
        return Map.of("kinds", kinds(), "limits", limits());
    }

    private static List<List<String>> kinds() {
        var rows = new ArrayList<List<String>>();
        for (var kind : PackKind.values()) {
            rows.add(List.of(kind.name().toLowerCase(Locale.ROOT), Integer.toString(kind.code())));
        }
        return rows;
    }

    private static List<List<String>> limits() {
        return List.of(
                row("decoded bytes of a chunk; at least 1", PackLimits.CHUNK_LENGTH_MAX),
                List.of("bytes of the frame of a chunk of *c* bytes", "*c* + ⌊*c* / 256⌋ + 64"),
                row("chunks in a pack", PackLimits.CHUNK_COUNT_MAX),
                row("decoded bytes of a pack", PackLimits.DECODED_SIZE_MAX),
                row("bytes of a pack's plaintext", PackLimits.SIZE_MAX),
                row("zstd window", PackLimits.WINDOW_SIZE_MAX));
    }

    private static List<String> row(String what, long limit) {
        return List.of(what, Long.toString(limit));
    }

    @Override
    public Map<String, Layout> layouts() {
        var trailer = trailer();
        var bytes = ByteString.of(trailer.toByteArray());
        var ids = trailer.chunks().packedIds();
        int padding = 18 + ids.length();
        int seekTable = padding + trailer.paddingLength();
        var lengths = new ByteWriter();
        for (int i = 0; i < 2; i++) {
            lengths.u32(trailer.chunks().storedLength(i)).u32(trailer.chunks().length(i));
        }
        lengths.u32(padding).u32(0).u32(trailer.paddingLength()).u32(0);
        return Map.of(
                "table-of-contents",
                Layout.of(
                        bytes.substring(0, padding).toByteArray(),
                        "magic",
                        (long) PackTrailer.TABLE_MAGIC,
                        "size",
                        (long) padding - 8,
                        "label",
                        ByteString.utf8("HFTC"),
                        "version",
                        (long) PackTrailer.VERSION,
                        "kind",
                        (long) PackKind.PAYLOAD.code(),
                        "count",
                        2L,
                        "ids",
                        ids),
                "padding",
                Layout.of(
                        bytes.substring(padding, seekTable).toByteArray(),
                        "magic",
                        (long) PackTrailer.PADDING_MAGIC,
                        "size",
                        trailer.paddingLength() - 8L,
                        "fill",
                        ByteString.of(new byte[trailer.paddingLength() - 8])),
                "seek-table",
                Layout.of(
                        bytes.substring(seekTable, bytes.length()).toByteArray(),
                        "magic",
                        (long) PackTrailer.SEEK_TABLE_MAGIC,
                        "size",
                        8 * 4 + 9L,
                        "lengths",
                        ByteString.of(lengths.toByteArray()),
                        "count",
                        4L,
                        "descriptor",
                        0L,
                        "last",
                        (long) PackTrailer.FOOTER_MAGIC));
    }

    @Override
    public Map<String, Example> examples() {
        return Map.of("pack", new Example() {
            @Override
            public byte[] encode() {
                var plaintext = new ByteWriter();
                for (var frame : FRAMES) plaintext.bytes(HexFormat.of().parseHex(frame));
                trailer().writeTo(plaintext);
                return plaintext.toByteArray();
            }

            @Override
            public List<String> decode(byte[] bytes) throws IOException {
                return describe(bytes);
            }
        });
    }

    private static List<String> describe(byte[] bytes) throws IOException {
        var trailer = PackTrailer.readFrom("the example", RandomAccessBytes.of(bytes));
        var lines = new ArrayList<String>();
        lines.add("kind " + trailer.kind());
        var chunks = trailer.chunks();
        for (int i = 0; i < chunks.count(); i++) {
            int at = (int) chunks.offset(i);
            int stored = chunks.storedLength(i);
            if (FrameHeader.readFrom("frame", bytes, at, stored).contentSize()
                    != chunks.length(i)) {
                throw new CorruptDataException("frame " + i + " has another length");
            }
            lines.add("chunk %d: %s, %d bytes in a frame of %d at %d"
                    .formatted(i, chunks.id(i), chunks.length(i), stored, at));
        }
        lines.add("padding " + trailer.paddingLength() + " bytes");
        return lines;
    }

    @Override
    public List<String> pins() {
        var pins = new ArrayList<String>();
        for (var kind : PackKind.values()) pins.add("pack kind " + kind + " " + kind.code());
        for (var stream : ArchiveStream.values()) {
            pins.add("stream " + stream + " " + stream.code() + " in packs of " + stream.kind());
        }
        pins.add("chunk length max " + PackLimits.CHUNK_LENGTH_MAX);
        pins.add("chunks in a pack max " + PackLimits.CHUNK_COUNT_MAX);
        return pins;
    }

    private static PackTrailer trailer() {
        var chunks = new ChunkTable.Builder();
        for (int i = 0; i < FRAMES.size(); i++) {
            var text = TEXTS.get(i).getBytes(StandardCharsets.US_ASCII);
            chunks.add(Sha256.hash(text), text.length, FRAMES.get(i).length() / 2);
        }
        return PackTrailer.padded(PackKind.PAYLOAD, chunks.build());
    }
}
