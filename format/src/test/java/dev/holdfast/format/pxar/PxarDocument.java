package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.doc.DocumentedFormat;
import dev.holdfast.format.doc.Example;
import dev.holdfast.format.doc.Layout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the code says about docs/format/pxar.md.
public final class PxarDocument implements DocumentedFormat {

    private static final Metadata DIRECTORY =
            Metadata.plain(040755, 1000, 1000, new Timestamp(1_700_000_000, 5));
    private static final Metadata FILE =
            Metadata.plain(0100644, 1000, 1000, new Timestamp(-2, 500_000_000));

    @Override
    public String page() {
        return "pxar.md";
    }

    @Override
    public Map<String, List<List<String>>> tables() {
        return Map.of(
                "items", items(),
                "modes", modes(),
                "flags", flags(),
                "hashes", hashes(),
                "limits", limits());
    }

    private static List<List<String>> items() {
        var rows = new ArrayList<List<String>>();
        for (var type : ItemType.values()) rows.add(List.of(type.name(), code(type), size(type)));
        return rows;
    }

    private static String code(ItemType type) {
        return "0x%016x".formatted(type.code);
    }

    private static String size(ItemType type) {
        if (type.sizeMax == ArchiveLimits.ADDRESS_LIMIT) return type.sizeMin + "…2^62";
        return type.sizeMin == type.sizeMax
                ? Long.toString(type.sizeMin)
                : type.sizeMin + "…" + type.sizeMax;
    }

    private static List<List<String>> modes() {
        var rows = new ArrayList<List<String>>();
        for (var type : FileType.values()) {
            rows.add(List.of(type.name(), "0%06o".formatted(type.bits())));
        }
        return rows;
    }

    private static List<List<String>> flags() {
        var rows = new ArrayList<List<String>>();
        for (var flag : InodeFlag.values()) {
            rows.add(List.of(
                    flag.name(),
                    "0x%x".formatted(flag.bit()),
                    "0x%x".formatted(flag.linux()),
                    flag.isSetFirst() ? "first" : "last"));
        }
        return rows;
    }

    private static List<List<String>> hashes() {
        var rows = new ArrayList<List<String>>();
        for (var name : List.of("a", "hello.txt", "é")) {
            rows.add(List.of(name, "%016x".formatted(SipHash.ofName(ByteString.utf8(name)))));
        }
        return rows;
    }

    private static List<List<String>> limits() {
        return List.of(
                List.of("NAME_LENGTH_MAX", "" + ArchiveLimits.NAME_LENGTH_MAX),
                List.of("TARGET_LENGTH_MAX", "" + ArchiveLimits.TARGET_LENGTH_MAX),
                List.of("CAPABILITIES_LENGTH_MAX", "" + ArchiveLimits.CAPABILITIES_LENGTH_MAX),
                List.of("ATTRIBUTES_SIZE_MAX", "" + ArchiveLimits.ATTRIBUTES_SIZE_MAX),
                List.of("PRELUDE_LENGTH_MAX", "" + ArchiveLimits.PRELUDE_LENGTH_MAX),
                List.of("DEPTH_MAX", "" + ArchiveLimits.DEPTH_MAX),
                List.of("FULL_TABLE_CHILDREN_MAX", "" + ArchiveLimits.FULL_TABLE_CHILDREN_MAX),
                List.of("ADDRESS_FIRST", "" + ArchiveLimits.ADDRESS_FIRST),
                List.of("ADDRESS_LIMIT", "" + ArchiveLimits.ADDRESS_LIMIT));
    }

    @Override
    public Map<String, Layout> layouts() {
        var layouts = new LinkedHashMap<String, Layout>();
        var header = new ByteWriter();
        new ItemHeader(ItemType.PAYLOAD, 0x1122).writeTo(header);
        layouts.put(
                "header",
                Layout.of(
                        header.toByteArray(), "code", ItemType.PAYLOAD.code, "full size", 0x1132L));
        layouts.put("ENTRY", entry());
        layouts.put("XATTR", xattr());
        layouts.put("ACL_DEFAULT", aclDefault());
        layouts.put("HARDLINK", hardlink());
        layouts.put("table-item", tableItem());
        return layouts;
    }

    private static Layout entry() {
        var out = new ByteWriter();
        var mtime = new Timestamp(0x1122_3344_5566_7788L, 0x1234_5678);
        MetadataWriter.write(
                new Metadata(
                        0107751,
                        0x10_0000,
                        0x0102_0304,
                        0x0506_0708,
                        mtime,
                        List.of(),
                        Acl.NONE,
                        null,
                        0),
                out);
        return Layout.of(
                content(out),
                "mode",
                0107751L,
                "flags",
                0x10_0000L,
                "user",
                0x0102_0304L,
                "group",
                0x0506_0708L,
                "seconds",
                mtime.seconds(),
                "nanoseconds",
                (long) mtime.nanos(),
                "zero",
                0L);
    }

    private static Layout xattr() {
        var name = ByteString.utf8("user.comment");
        var value = ByteString.utf8("hello");
        return Layout.of(
                attribute(List.of(new Xattr(name, value)), Acl.NONE),
                "name",
                name,
                "NUL",
                0L,
                "value",
                value);
    }

    private static Layout aclDefault() {
        var defaults = new Acl.Defaults(7, 5, 3, 1);
        var acl = new Acl(List.of(), List.of(), Acl.ABSENT, defaults, List.of(), List.of());
        return Layout.of(
                attribute(List.of(), acl), "owner", 7L, "group", 5L, "other", 3L, "mask", 1L);
    }

    private static Layout hardlink() {
        var out = new ByteWriter();
        var target = ByteString.utf8("a");
        try {
            var encoder = PxarEncoder.open(out::bytes, ArchiveForm.STORED);
            encoder.root(DIRECTORY);
            long first = encoder.reference(target, FILE, 16, 0);
            long second = encoder.hardlink(ByteString.utf8("b"), target, first);
            long end = encoder.position();
            encoder.finish();
            var content = Arrays.copyOfRange(out.toByteArray(), (int) second + 18 + 16, (int) end);
            return Layout.of(content, "distance", second - first, "path", target, "NUL", 0L);
        } catch (IOException e) {
            throw new AssertionError("nothing is written anywhere", e);
        }
    }

    private static Layout tableItem() {
        var out = new ByteWriter();
        new TableItem(0x1122_3344_5566_7788L, 0x0102_0304, 0x0506).writeTo(out);
        return Layout.of(
                out.toByteArray(),
                "hash",
                0x1122_3344_5566_7788L,
                "offset",
                0x0102_0304L,
                "size",
                0x0506L);
    }

    private static byte[] attribute(List<Xattr> xattrs, Acl acl) {
        var out = new ByteWriter();
        MetadataWriter.write(
                new Metadata(0100644, 0, 0, 0, Timestamp.EPOCH, xattrs, acl, null, 0), out);
        var attribute = new ByteWriter();
        attribute.bytes(out.buffer(), 56, out.size() - 56);
        return content(attribute);
    }

    /// What is behind the header of the one item in `item`.
    private static byte[] content(ByteWriter item) {
        return Arrays.copyOfRange(item.buffer(), ItemHeader.BYTES, item.size());
    }

    @Override
    public Map<String, Example> examples() {
        var examples = new TreeMap<String, Example>();
        examples.put("version-1", new ArchiveExample(ArchiveForm.V1));
        examples.put("stored", new ArchiveExample(ArchiveForm.STORED));
        examples.put("payload", new PayloadExample());
        return examples;
    }

    /// A root with a file `a` that says `hi`.
    private record ArchiveExample(ArchiveForm form) implements Example {

        @Override
        public byte[] encode() throws IOException {
            var out = new ByteWriter();
            var encoder = PxarEncoder.open(out::bytes, form);
            encoder.root(DIRECTORY);
            if (form == ArchiveForm.V1) {
                encoder.file(ByteString.utf8("a"), FILE, 2);
                encoder.content(new byte[] {'h', 'i'}, 0, 2);
            } else {
                encoder.reference(ByteString.utf8("a"), FILE, 16, 2);
            }
            encoder.finish();
            return out.toByteArray();
        }

        @Override
        public List<String> decode(byte[] bytes) throws IOException {
            return Listing.sequential(
                    new ArchiveBytes(ByteString.of(bytes), null, form == ArchiveForm.STORED));
        }
    }

    private static final class PayloadExample implements Example {

        @Override
        public byte[] encode() throws IOException {
            var out = new ByteWriter();
            var payload = PayloadEncoder.open(out::bytes);
            payload.begin(2);
            payload.content(new byte[] {'h', 'i'}, 0, 2);
            payload.finish();
            return out.toByteArray();
        }

        /// The stored example has the entries of version 2; one size in its table differs.
        @Override
        public List<String> decode(byte[] bytes) throws IOException {
            var stored = new ArchiveBytes(
                    ByteString.of(new ArchiveExample(ArchiveForm.V2).encode()),
                    ByteString.of(bytes),
                    false);
            return Listing.sequential(stored);
        }
    }

    @Override
    public List<String> pins() {
        var pins = new ArrayList<String>();
        for (var type : ItemType.values()) {
            pins.add("item %s %s %s".formatted(type, code(type), size(type)));
        }
        pins.add("table tail marker 0x%016x".formatted(ItemType.TABLE_TAIL_MARKER));
        pins.add("siphash key 0x%016x 0x%016x".formatted(SipHash.KEY_0, SipHash.KEY_1));
        pins.add("header %d, table item %d".formatted(ItemHeader.BYTES, TableItem.BYTES));
        for (var limit : limits()) pins.add("limit " + String.join(" ", limit));
        for (var flag : flags()) pins.add("flag " + String.join(" ", flag));
        layouts()
                .forEach((name, layout) -> pins.add(
                        "layout %s %d bytes".formatted(name, layout.encoded().length())));
        return pins;
    }
}
