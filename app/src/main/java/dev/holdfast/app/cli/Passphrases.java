package dev.holdfast.app.cli;

import dev.holdfast.crypto.Passphrase;
import dev.holdfast.crypto.WrongKeyException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/// Passphrases from a file, from a command, or from the person at the terminal. Only the
/// first line counts; it is never part of a message.
final class Passphrases {

    private static final int LENGTH_MAX = 64 << 10;

    private final Surroundings surroundings;
    private final GlobalOptions options;

    Passphrases(Surroundings surroundings, GlobalOptions options) {
        this.surroundings = surroundings;
        this.options = options;
    }

    /// Whether a file or a command was named.
    boolean isGiven() {
        return options.passphraseFile() != null || options.passphraseCommand() != null;
    }

    Passphrase getOrAsk() throws IOException {
        return isGiven() ? get() : ask();
    }

    /// The passphrase of the file or command that was named.
    Passphrase get() throws IOException {
        var file = options.passphraseFile();
        if (file != null) {
            try (var in = Files.newInputStream(file)) {
                return firstLine("passphrase file " + file, in);
            }
        }
        var command = options.passphraseCommand();
        if (command == null) throw new IllegalStateException("no passphrase was given");
        return ofCommand(command);
    }

    /// Asks on the terminal, without echo.
    Passphrase ask() throws IOException {
        if (!surroundings.inIsTerminal()) {
            throw new WrongKeyException(
                    "a passphrase is needed, and there is no terminal to ask for it");
        }
        return read("passphrase: ");
    }

    /// The one that was named, else asks twice.
    Passphrase askTwice() throws IOException {
        var file = options.passphraseFile();
        if (file != null) return newIn(file);
        return isGiven() ? get() : askNew();
    }

    /// A passphrase that is new, in the first line of a file: one that can be typed as well.
    Passphrase newIn(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LENGTH_MAX + 1);
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, lineEnd(bytes)));
            return firstLine("passphrase file " + file, new ByteArrayInputStream(bytes));
        } catch (CharacterCodingException e) {
            throw CommandException.usage(
                    "passphrase file " + file + ": its first line is not text in UTF-8", null);
        } catch (WrongKeyException e) {
            throw CommandException.usage(String.valueOf(e.getMessage()), null);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static int lineEnd(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') end++;
        return end;
    }

    /// Asks twice, for a passphrase that is new.
    Passphrase askNew() throws IOException {
        if (!surroundings.inIsTerminal()) return ask();
        var console = Objects.requireNonNull(System.console());
        var first = console.readPassword("new passphrase: ");
        var second = console.readPassword("once more: ");
        if (first == null || !Arrays.equals(first, second)) {
            throw CommandException.usage("the two passphrases are not the same", null);
        }
        try {
            return Passphrase.of(first);
        } finally {
            Arrays.fill(first, '\0');
        }
    }

    private static Passphrase read(String prompt) throws IOException {
        var typed = Objects.requireNonNull(System.console()).readPassword("%s", prompt);
        if (typed == null) throw new WrongKeyException("no passphrase was typed");
        try {
            return Passphrase.of(typed);
        } finally {
            Arrays.fill(typed, '\0');
        }
    }

    private static Passphrase ofCommand(String command) throws IOException {
        var process = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectError(Redirect.INHERIT)
                .redirectInput(Redirect.INHERIT)
                .start();
        try {
            var passphrase = firstLine(process);
            requireSuccess(process);
            return passphrase;
        } catch (WrongKeyException e) {
            // How it ended explains better why it said nothing.
            requireSuccess(process);
            throw e;
        }
    }

    private static Passphrase firstLine(Process process) throws IOException {
        try (var in = process.getInputStream()) {
            return firstLine("the passphrase command", in);
        }
    }

    private static void requireSuccess(Process process) throws IOException {
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new WrongKeyException("the passphrase command ended with code " + code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted by the user");
        }
    }

    private static Passphrase firstLine(String what, InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.write(c);
            if (line.size() > LENGTH_MAX)
                throw new WrongKeyException(what + ": its first line is too long");
        }
        var bytes = line.toByteArray();
        var chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        var text = new char[chars.remaining()];
        chars.get(text);
        int length =
                text.length > 0 && text[text.length - 1] == '\r' ? text.length - 1 : text.length;
        try {
            if (length == 0) throw new WrongKeyException(what + ": its first line is empty");
            return Passphrase.of(Arrays.copyOf(text, length));
        } finally {
            Arrays.fill(text, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
