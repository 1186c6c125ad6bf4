package dev.holdfast.app.export;

import dev.holdfast.format.ByteString;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The records of a pax extended header (POSIX.1-2001): `length keyword=value`, a line each.
///
/// Values are bytes: attributes are not text, and names need not be UTF-8.
final class PaxRecords {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    PaxRecords add(String keyword, String value) {
        return add(ByteString.utf8(keyword), ByteString.utf8(value));
    }

    PaxRecords add(ByteString keyword, ByteString value) {
        int content = keyword.length() + value.length() + 3;
        int length = content + digits(content);
        if (digits(length) > digits(content)) length++;
        bytes.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
        bytes.write(' ');
        bytes.writeBytes(keyword.toByteArray());
        bytes.write('=');
        bytes.writeBytes(value.toByteArray());
        bytes.write('\n');
        return this;
    }

    boolean isEmpty() {
        return bytes.size() == 0;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }
}
