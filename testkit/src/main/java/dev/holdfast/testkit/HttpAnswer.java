package dev.holdfast.testkit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// What a server says, and what a [Fault] makes of it.
final class HttpAnswer {

    private final HttpHead head;
    private final byte[] body;

    HttpAnswer(HttpHead head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    /// The answer that comes without the server having been asked; null if the fault is of
    /// another kind.
    static @Nullable HttpAnswer instead(Fault fault) {
        return switch (fault) {
            case INTERNAL_ERROR -> error(500, "InternalError");
            case SLOW_DOWN -> error(503, "SlowDown");
            case TOO_MANY_REQUESTS -> error(429, "TooManyRequests");
            case FORBIDDEN -> error(403, "AccessDenied");
            case NOT_FOUND -> error(404, "NoSuchKey");
            case NO_CONDITIONS -> error(501, "NotImplemented");
            case LOST_REPORTED_DONE ->
                new HttpAnswer(new HttpHead("HTTP/1.1 200 OK", List.of()), new byte[0]);
            default -> null;
        };
    }

    static HttpAnswer error(int status, String code) {
        var text = "<?xml version=\"1.0\"?><Error><Code>" + code
                + "</Code><Message>injected</Message><RequestId>4711</RequestId></Error>";
        var head = new HttpHead(
                "HTTP/1.1 " + status + " Injected",
                List.of("Content-Type: application/xml", "x-amz-request-id: 4711"));
        return new HttpAnswer(head, text.getBytes(StandardCharsets.UTF_8));
    }

    HttpAnswer withBody(byte[] other) {
        return new HttpAnswer(head, other);
    }

    HttpAnswer half() {
        return withBody(Arrays.copyOf(body, body.length / 2));
    }

    HttpAnswer flipped() {
        var other = body.clone();
        if (other.length > 0) other[other.length / 2] ^= 4;
        return withBody(other);
    }

    /// Claims the range that begins one byte later.
    HttpAnswer moved() {
        var range = head.find("content-range");
        if (range == null) return this;
        var numbers = range.substring("bytes ".length()).split("[-/]", -1);
        var moved = "bytes %d-%d/%s"
                .formatted(
                        Long.parseLong(numbers[0]) + 1, Long.parseLong(numbers[1]) + 1, numbers[2]);
        return new HttpAnswer(head.with("Content-Range", moved), body);
    }

    /// A listing without its last entry, and with a count that fits.
    HttpAnswer shortened() {
        var text = new String(body, StandardCharsets.UTF_8);
        int last = text.lastIndexOf("<Contents>");
        if (last < 0) return this;
        int count = text.split("<Contents>", -1).length - 1;
        var end = text.substring(text.lastIndexOf("</Contents>") + "</Contents>".length());
        var less = (text.substring(0, last) + end)
                .replace("<KeyCount>" + count + "<", "<KeyCount>" + (count - 1) + "<");
        return withBody(less.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes the answer; one to HEAD has no body and keeps the length it talks about.
    void writeTo(OutputStream out, boolean toHead) throws IOException {
        if (toHead) {
            (body.length == 0 ? head : framed()).writeTo(out);
        } else {
            framed().writeTo(out);
            out.write(body);
        }
        out.flush();
    }

    /// Announces all of the body and writes half of it.
    void writeHalfTo(OutputStream out) throws IOException {
        framed().writeTo(out);
        out.write(body, 0, body.length / 2);
        out.flush();
    }

    private HttpHead framed() {
        return head.with("Transfer-Encoding", null)
                .with("Content-Length", String.valueOf(body.length));
    }
}
