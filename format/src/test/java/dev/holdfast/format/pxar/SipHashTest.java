package dev.holdfast.format.pxar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.format.ByteString;

import org.junit.jupiter.api.Test;

final class SipHashTest {

    @Test
    void theAuthorsVectorsHold() {
        // From the reference implementation's vectors.h: key 00..0f, input 00..n-1.
        var input = new byte[15];
        for (int i = 0; i < input.length; i++) input[i] = (byte) i;
        assertEquals(0x726fdb47dd0e0e31L, hash(input, 0));
        assertEquals(0x74f839c593dc67fdL, hash(input, 1));
        assertEquals(0x0d6c8009d9a94f5aL, hash(input, 2));
        assertEquals(0x85676696d7fb7e2dL, hash(input, 3));
        assertEquals(0x93f5f5799a932462L, hash(input, 8));
        assertEquals(0xa129ca6149be45e5L, hash(input, 15));
    }

    @Test
    void namesHashAsTheReferenceProgramHashesThem() {
        assertEquals(0x76614015f8d1bb6cL, SipHash.ofName(ByteString.EMPTY));
        assertEquals(0x0c26e9067c2c7bcfL, SipHash.ofName(ByteString.utf8("a")));
        assertEquals(0x9b1ee0b84c66190cL, SipHash.ofName(ByteString.utf8("hello.txt")));
        assertEquals(0xbacaf077b83b6b69L, SipHash.ofName(ByteString.utf8("é")));
    }

    @Test
    void everyItemCodeIsTheHashOfItsLabel() {
        for (var type : ItemType.values()) {
            assertEquals(type.code, SipHash.ofName(ByteString.utf8(label(type))), type.name());
        }
        var tail = ByteString.utf8("__PROXMOX_FORMAT_PXAR_GOODBYE_TAIL_MARKER__");
        assertEquals(ItemType.TABLE_TAIL_MARKER, SipHash.ofName(tail));
    }

    private static String label(ItemType type) {
        var label = switch (type) {
            case FORMAT_VERSION -> "VERSION";
            case ENTRY -> "ENTRY_V2";
            case ENTRY_V1 -> "ENTRY";
            case PAYLOAD, PAYLOAD_REF, PAYLOAD_START_MARKER, PAYLOAD_TAIL_MARKER -> "PXAR_" + type;
            default -> type.name();
        };
        return "__PROXMOX_FORMAT_" + label + "__";
    }

    private static long hash(byte[] input, int length) {
        return SipHash.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, input, 0, length);
    }
}
