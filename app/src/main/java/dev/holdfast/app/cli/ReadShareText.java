package dev.holdfast.app.cli;

import dev.holdfast.verify.ReadShare;

import java.util.regex.Pattern;

/// How much `verify --read-data` reads, as people write it: `5%`, `1GiB`, `3/16`, or nothing
/// for all.
final class ReadShareText {

    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?)%");
    private static final Pattern PART = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

    private ReadShareText() {}

    static ReadShare parse(String text) throws CommandException {
        if (text.isEmpty()) return new ReadShare.Everything();
        var percent = PERCENT.matcher(text);
        var part = PART.matcher(text);
        try {
            if (percent.matches()) {
                return new ReadShare.Percent(Double.parseDouble(percent.group(1)));
            }
            if (part.matches()) {
                return new ReadShare.Part(
                        Integer.parseInt(part.group(1)), Integer.parseInt(part.group(2)));
            }
            return new ReadShare.Bytes(ByteSize.parse(text).bytes());
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(
                    "--read-data=" + dev.holdfast.format.Printable.of(text) + " is nothing to read",
                    "write 5%, 1GiB or 3/16, or --read-data alone for all");
        }
    }
}
