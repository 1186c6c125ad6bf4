package dev.holdfast.app;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// As much of an S3 server as [Training] needs, in this process and in memory: what a backup
/// into a bucket loads goes into the AOT cache too. It lets everybody in.
final class TrainingBucket implements AutoCloseable {

    private final ServerSocket listener;
    private final TreeMap<String, ByteString> objects = new TreeMap<>();

    private TrainingBucket(ServerSocket listener) {
        this.listener = listener;
    }

    static TrainingBucket open() throws IOException {
        var bucket = new TrainingBucket(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().daemon().start(bucket::listen);
        return bucket;
    }

    String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var in = new BufferedInputStream(client.getInputStream());
                var out = client.getOutputStream()) {
            for (var first = line(in); !first.isEmpty(); first = line(in)) {
                var headers = headers(in);
                int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
                var words = first.split(" ", -1);
                answer(words[0], words[1], headers, in.readNBytes(length), out);
            }
        } catch (IOException e) {
            // The client is done.
            return;
        }
    }

    private synchronized void answer(
            String method, String path, Map<String, String> headers, byte[] body, OutputStream out)
            throws IOException {
        var found = objects.get(path);
        switch (method) {
            case "PUT" -> {
                if (found != null) {
                    send(out, 412, "", error("PreconditionFailed"), true);
                    return;
                }
                objects.put(path, ByteString.of(body));
                send(out, 200, "ETag: \"" + md5(body) + "\"\r\n", new byte[0], true);
            }
            case "DELETE" -> {
                objects.remove(path);
                send(out, 204, "", new byte[0], true);
            }
            default -> {
                boolean withBody = method.equals("GET");
                if (path.contains("list-type=2")) {
                    send(out, 200, "", list(path), true);
                } else if (found == null) {
                    send(out, 404, "", error("NoSuchKey"), withBody);
                } else {
                    get(found.toByteArray(), headers.get("range"), withBody, out);
                }
            }
        }
    }

    private static void get(
            byte[] object, @Nullable String range, boolean withBody, OutputStream out)
            throws IOException {
        if (range == null) {
            send(out, 200, "", object, withBody);
            return;
        }
        var ends = range.substring("bytes=".length()).split("-", -1);
        int first = Integer.parseInt(ends[0]);
        int end = Math.min(object.length, Integer.parseInt(ends[1]) + 1);
        var header = "Content-Range: bytes %d-%d/%d\r\n".formatted(first, end - 1, object.length);
        send(out, 206, header, Arrays.copyOfRange(object, first, end), withBody);
    }

    private byte[] list(String path) {
        int start = path.indexOf("prefix=") + "prefix=".length();
        int stop = path.indexOf('&', start);
        var prefix = path.substring(start, stop < 0 ? path.length() : stop).replace("%2F", "/");
        int bucket = path.indexOf('?');
        var text = new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult>");
        for (var object : objects.entrySet()) {
            var key = object.getKey().substring(Math.min(bucket, object.getKey().length()));
            if (key.startsWith("/")) key = key.substring(1);
            if (!key.startsWith(prefix)) continue;
            text.append("<Contents><Key>%s</Key><Size>%d</Size></Contents>"
                    .formatted(key, object.getValue().length()));
        }
        text.append("<IsTruncated>false</IsTruncated></ListBucketResult>");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] error(String code) {
        return ("<?xml version=\"1.0\"?><Error><Code>" + code + "</Code></Error>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void send(
            OutputStream out, int status, String header, byte[] body, boolean withBody)
            throws IOException {
        var head = "HTTP/1.1 %d Answer\r\n%sContent-Length: %d\r\n\r\n"
                .formatted(status, header, body.length);
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        if (withBody) out.write(body);
        out.flush();
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new HashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') line.write(c);
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    private static String md5(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
