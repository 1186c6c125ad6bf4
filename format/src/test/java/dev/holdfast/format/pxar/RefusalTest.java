package dev.holdfast.format.pxar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.Arrays;

/// What no writer of ours makes and both readers refuse, one flaw at a time; and the few
/// oddities of foreign writers that they accept.
final class RefusalTest {

    private static final long FILE = 0100644;

    @ParameterizedTest
    @EnumSource
    void anArchiveWithoutAFlawIsRead(ArchiveForm form) throws IOException {
        isRead(ItemScript.of(form).file("a").directory("b").file("c").goodbye().file("d"), 5);
    }

    @Test
    void theModeHasToAgreeWithTheItem() {
        isRefused(v1().name("a").entry(FILE), "in place of PAYLOAD");
        isRefused(v1().name("a").entry(040755).item(ItemType.PAYLOAD), "has an item PAYLOAD");
        isRefused(v1().name("a").entry(010644).item(ItemType.DEVICE, 1, 1), "has an item DEVICE");
        isRefused(v1().name("a").entry(0140644).item(ItemType.PAYLOAD), "has an item PAYLOAD");
        isRefused(v1().name("a").entry(0120777).item(ItemType.PAYLOAD), "place of SYMLINK");
        isRefused(v1().name("a").entry(060600).item(ItemType.SYMLINK, 1), "place of DEVICE");
        isRefused(v1().name("a").entry(0).item(ItemType.PAYLOAD), "with the mode 00");
        isRefused(v1().name("a").entry(0200000 | FILE).item(ItemType.PAYLOAD), "with the mode");
    }

    @Test
    void contentIsWhereTheVersionHasIt() {
        isRefused(v1().name("a").entry(FILE).item(ItemType.PAYLOAD_REF, 16, 0), "PAYLOAD_REF");
        isRefused(v2().name("a").entry(FILE).item(ItemType.PAYLOAD), "an item PAYLOAD");
        isRefused(
                new ItemScript(ArchiveForm.V2)
                        .item(ItemType.FORMAT_VERSION, 1)
                        .entry(040755)
                        .enter(0)
                        .file("a"),
                "PAYLOAD_REF");
    }

    @Test
    void payloadAddressesStayWithinTheirLimits() {
        isRefused(reference(v2(), 15, 0), "payload address 15");
        isRefused(reference(v2(), -1, 0), "payload address 18446744073709551615");
        isRefused(reference(stored(), 16, 1L << 62), "of 4611686018427387904 bytes");
        isRefused(reference(stored(), 1L << 62, 0), "payload address");
        isRefused(reference(stored(), (1L << 62) - 20, 5), "payload address");
        isRefused(reference(stored(), 16, -1), "of 18446744073709551615 bytes");
    }

    @Test
    void theSumOfAllSizesIsANumber() throws IOException {
        var script = stored();
        for (var name : new String[] {"a", "b", "c"}) {
            script.name(name).entry(FILE);
            script.item(ItemType.PAYLOAD_REF, 16, (1L << 62) - 32);
        }
        var archive = script.archive();
        var refusal = assertThrows(
                CorruptDataException.class, () -> Listing.sequential(archive.withoutPayload()));
        assertTrue(String.valueOf(refusal.getMessage()).contains("exceed"));
    }

    @Test
    void hardLinksNameAnEarlierRegularFileByPathAndPosition() throws IOException {
        isRead(link("b", "a", 0), 3);
        isRefused(link("b", "a", 1), "no earlier regular file");
        isRefused(link("b", "c", 0), "no earlier regular file");
        isRefused(link("b", "/a", 0), "has a part that is empty");
        isRefused(link("b", "a/../a", 0), "is the directory above");
        isRefused(link("b", "a\0", 0), "contains a NUL byte");
        var symlink = v1().name("a").entry(0120777);
        symlink.item(ItemType.SYMLINK, new byte[] {'x', 0});
        isRefused(hardlink(symlink, 56, "b", "a", 0), "no earlier regular file");
        isRefused(v1().name("a").entry(FILE).item(ItemType.HARDLINK, 1, 'a'), "place of PAYLOAD");
    }

    @Test
    void namesStayInTheirDirectory() {
        for (var name : new String[] {"", ".", "..", "a/b", "/", "a\0b"}) {
            isRefused(v1().file(name), name.isEmpty() ? "FILENAME" : "the name");
        }
    }

    @Test
    void aNameOccursOnce() throws IOException {
        isRefused(v1().file("a").file("a"), "is not after");
        isRefused(v1().file("a").file("b").file("a"), "occurs twice");
        isRefused(v2().file("b").file("a").file("b"), "occurs twice");
        isRefused(stored().file("b").file("a"), "is not after");
    }

    @Test
    void aForeignArchiveMayHaveANameOutOfOrder() throws IOException {
        isRead(v1().file("a").file("b").file(".pxarexclude-cli"), 4);
        isRead(v2().file("b").file("a"), 3);
    }

    @Test
    void anArchiveMaySayThatItIsVersion1() throws IOException {
        var script = new ItemScript(ArchiveForm.V1).item(ItemType.FORMAT_VERSION, 1);
        isRead(script.entry(040755).enter(0).file("a"), 2);
        isRefused(
                new ItemScript(ArchiveForm.V1)
                        .item(ItemType.FORMAT_VERSION, 1)
                        .item(ItemType.PRELUDE, new byte[2])
                        .entry(040755)
                        .enter(0),
                "PRELUDE in place of ENTRY");
        isRefused(
                new ItemScript(ArchiveForm.V1).item(ItemType.FORMAT_VERSION, 0).enter(0),
                "is version 0");
        isRefused(
                new ItemScript(ArchiveForm.STORED)
                        .item(ItemType.FORMAT_VERSION, 1)
                        .entry(040755)
                        .enter(0),
                "is version 1");
    }

    @Test
    void theOldEntryCountsItsTimeInNanoseconds() throws IOException {
        var script = v1().name("a");
        script.item(ItemType.ENTRY_V1, 010644, 0, (2L << 32) | 1, 1_500_000_000_123_456_789L);
        var entry = (PxarEntry.Fifo) script.archive().accessor().find(ByteString.utf8("a"));
        assertEquals(
                Metadata.plain(010644, 1, 2, new Timestamp(1_500_000_000, 123_456_789)),
                entry == null ? null : entry.metadata());
        isRead(script, 2);
        isRefused(v2().name("a").item(ItemType.ENTRY_V1, 010644, 0, 0, 0), "ENTRY_V1 in place");
    }

    @Test
    void timesAndReservedBytesAreHeldAgainstTheFormat() {
        isRefused(fifo(v1(), 1_000_000_000L), "1000000000 nanoseconds");
        isRefused(fifo(v1(), 1L << 32), "nanoseconds");
    }

    @Test
    void anAttributeThatCanOnlyBeOnceIsOnce() throws IOException {
        isRefused(twice(ItemType.ACL_GROUP_OBJ, 7), "a second ACL_GROUP_OBJ");
        isRefused(twice(ItemType.ACL_DEFAULT, 7, 7, 7, 7), "a second ACL_DEFAULT");
        isRefused(twice(ItemType.FCAPS, 7), "a second FCAPS");
        isRefused(twice(ItemType.QUOTA_PROJID, 7), "a second QUOTA_PROJID");
        isRefused(twice(ItemType.XATTR, 'x'), "two extended attributes x");
        isRefused(twice(ItemType.ACL_USER, 7, 7), "permissions twice");
        isRefused(twice(ItemType.ACL_GROUP, 7, 7), "permissions twice");
        isRefused(twice(ItemType.ACL_DEFAULT_USER, 7, 7), "permissions twice");
        isRefused(twice(ItemType.ACL_DEFAULT_GROUP, 7, 7), "permissions twice");
    }

    @Test
    void attributesMayComeInAnyOrder() throws IOException {
        var script = v1().name("a").entry(010644);
        script.item(ItemType.QUOTA_PROJID, 7).item(ItemType.ACL_USER, 7, 7);
        isRead(script.item(ItemType.XATTR, 'x').item(ItemType.ACL_GROUP, 7, 7), 2);
    }

    @Test
    void attributesMeanSomethingToAKernel() {
        isRefused(attribute(ItemType.ACL_USER, 1L << 32, 7), "the id 4294967296");
        isRefused(attribute(ItemType.ACL_GROUP, 1, 8), "the permissions 0x8");
        isRefused(attribute(ItemType.ACL_GROUP_OBJ, -1), "the permissions 0xffff");
        isRefused(attribute(ItemType.ACL_DEFAULT, 7, -2, 7, 7), "the permissions 0xffff");
        isRefused(attribute(ItemType.QUOTA_PROJID, 1L << 32), "the id 4294967296");
        isRefused(attribute(ItemType.QUOTA_PROJID, 0), "project 0");
        isRefused(attribute(ItemType.XATTR, 0), "without a proper name");
        isRefused(attribute(ItemType.XATTR, -1L), "without a proper name");
        isRefused(v1().name("a").entry(060600).item(ItemType.DEVICE, 1L << 32, 1), "the device");
    }

    @Test
    void attributesOfAnEntryStayWithinAMebibyte() throws IOException {
        isRead(attributes(15), 2);
        isRefused(attributes(16), "more than 1 MiB");
    }

    private static ItemScript attributes(int count) {
        var script = v1().name("a").entry(010644);
        for (int i = 0; i < count; i++) {
            script.item(ItemType.XATTR, Arrays.copyOf(new byte[] {(byte) ('a' + i), 0}, 65_538));
        }
        return script;
    }

    @Test
    void aPreludeStaysWithinAMebibyte() throws IOException {
        var most = new ItemScript(ArchiveForm.V2).item(ItemType.FORMAT_VERSION, 2);
        isRead(most.item(ItemType.PRELUDE, new byte[1 << 20]).entry(040755).enter(0), 1);
        isRefused(
                new ItemScript(ArchiveForm.V2)
                        .item(ItemType.FORMAT_VERSION, 2)
                        .header(ItemType.PRELUDE, (1 << 20) + 1)
                        .enter(0),
                "PRELUDE of 1048593 bytes");
    }

    @Test
    void directoriesNestToALimit() throws IOException {
        isRead(nested(4_095), 4_096);
        isRefused(nested(4_096), "deeper than 4096");
    }

    private static ItemScript nested(int depth) {
        var script = v1();
        for (int i = 0; i < depth; i++) script.directory("d");
        return script;
    }

    private static ItemScript v1() {
        return ItemScript.of(ArchiveForm.V1);
    }

    private static ItemScript v2() {
        return ItemScript.of(ArchiveForm.V2);
    }

    private static ItemScript stored() {
        return ItemScript.of(ArchiveForm.STORED);
    }

    private static ItemScript reference(ItemScript script, long address, long size) {
        return script.name("a").entry(FILE).item(ItemType.PAYLOAD_REF, address, size);
    }

    private static ItemScript fifo(ItemScript script, long nanosAndRest) {
        return script.name("a").item(ItemType.ENTRY, 010644, 0, 0, 0, nanosAndRest);
    }

    private static ItemScript attribute(ItemType type, long... numbers) {
        return v1().name("a").entry(010644).item(type, numbers);
    }

    private static ItemScript twice(ItemType type, long... numbers) {
        return attribute(type, numbers).item(type, numbers);
    }

    /// A file `a` and a link to `target`, whose distance is wrong by `off`.
    private static ItemScript link(String name, String target, long off) {
        return hardlink(v1().file("a"), 56, name, target, off);
    }

    private static ItemScript hardlink(
            ItemScript script, long targetPosition, String name, String target, long off) {
        long distance = script.position() - targetPosition + off;
        var path = ByteString.utf8(target + "\0");
        var item = new ByteWriter().u64(distance).bytes(path);
        return script.name(name).item(ItemType.HARDLINK, item.toByteArray());
    }

    private static void isRead(ItemScript script, int entries) throws IOException {
        var archive = script.archive();
        assertEquals(entries, Listing.sequential(archive).size());
        assertEquals(Listing.sequential(archive), Listing.byAccess(archive));
    }

    private static void isRefused(ItemScript script, String because) {
        var archive = script.archive();
        var first = assertThrows(CorruptDataException.class, () -> Listing.sequential(archive));
        var message = String.valueOf(first.getMessage());
        assertTrue(message.contains(because), message);
        assertThrows(CorruptDataException.class, () -> Listing.byAccess(archive));
    }
}
