package dev.holdfast.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// For measurements: what a backup costs in a bucket that has one object for each file, as some
/// programs have it. Its restore begins with a walk through the bucket, or with a manifest.
///
/// `PerFile put|walk|manifest ENDPOINT BUCKET/PREFIX DIRECTORY CONNECTIONS`: puts a directory
/// there, or gets it back into one. Keys are in the variables that the AWS tools use.
public final class PerFile {

    private static final String REGION = "us-east-1";
    private static final String SIGNED = "host;x-amz-content-sha256;x-amz-date";
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
    private static final Pattern NEXT =
            Pattern.compile("<NextContinuationToken>([^<]*)</NextContinuationToken>");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;
    private final String bucket;
    private final String prefix;
    private final int connections;

    private PerFile(URI endpoint, String bucket, String prefix, int connections) {
        this.endpoint = endpoint;
        this.bucket = bucket;
        this.prefix = prefix;
        this.connections = connections;
    }

    public static void main(String[] arguments) throws Exception {
        var place = arguments[2].split("/", 2);
        var there = new PerFile(
                URI.create(arguments[1]), place[0], place[1], Integer.parseInt(arguments[4]));
        var directory = Path.of(arguments[3]);
        switch (arguments[0]) {
            case "put" -> there.put(directory);
            case "walk" -> there.get(there.walk(), directory);
            case "manifest" -> there.get(there.manifest(), directory);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private void put(Path directory) throws Exception {
        List<String> names;
        try (var files = Files.walk(directory)) {
            names = files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
        each(names, name -> {
            var body = BodyPublishers.ofFile(directory.resolve(name));
            send("PUT", prefix + "/data/" + name, "", body);
        });
        var manifest = String.join("\n", names);
        send("PUT", prefix + "/manifest", "", BodyPublishers.ofString(manifest));
    }

    /// A thousand names by each request.
    private List<String> walk() throws Exception {
        var start = prefix + "/data/";
        var names = new ArrayList<String>();
        String token = null;
        do {
            var query = (token == null ? "" : "continuation-token=" + encoded(token) + "&")
                    + "list-type=2&prefix=" + encoded(start);
            var page = new String(
                    send("GET", "", query, BodyPublishers.noBody()), StandardCharsets.UTF_8);
            var keys = KEY.matcher(page);
            while (keys.find()) names.add(keys.group(1).substring(start.length()));
            var next = NEXT.matcher(page);
            token = next.find() ? next.group(1) : null;
        } while (token != null);
        return names;
    }

    private List<String> manifest() throws Exception {
        var bytes = send("GET", prefix + "/manifest", "", BodyPublishers.noBody());
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    private void get(List<String> names, Path directory) throws Exception {
        each(names, name -> {
            var file = directory.resolve(name).normalize();
            if (!file.startsWith(directory)) throw new IOException("outside: " + name);
            Files.createDirectories(file.getParent());
            var bytes = send("GET", prefix + "/data/" + name, "", BodyPublishers.noBody());
            Files.write(file, bytes);
        });
    }

    private interface Step {

        void run(String name) throws Exception;
    }

    /// Does one thing for each name, on so many threads as there are connections.
    private void each(List<String> names, Step step) throws Exception {
        var waiting = new ConcurrentLinkedQueue<>(names);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < connections; i++) {
                all.add(threads.submit(() -> {
                    for (var name = waiting.poll(); name != null; name = waiting.poll()) {
                        step.run(name);
                    }
                    return true;
                }));
            }
            for (var one : all) one.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private byte[] send(String method, String key, String query, BodyPublisher body)
            throws IOException, InterruptedException {
        var path = "/" + bucket + (key.isEmpty() ? "" : "/" + encoded(key).replace("%2F", "/"));
        var time = TIME.format(Clock.systemUTC().instant());
        var request = HttpRequest.newBuilder(
                        endpoint.resolve(path + (query.isEmpty() ? "" : "?" + query)))
                .method(method, body)
                .header("x-amz-date", time)
                .header("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
                .header("authorization", authorization(method, path, query, time))
                .build();
        var answer = client.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 == 2) return answer.body();
        throw new IOException(method + " " + path + ": " + answer.statusCode());
    }

    /// Signature version 4.
    private String authorization(String method, String path, String query, String time) {
        var scope = time.substring(0, 8) + "/" + REGION + "/s3/aws4_request";
        var canonical =
                "%s\n%s\n%s\nhost:%s\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:%s\n\n%s\n%s"
                        .formatted(
                                method,
                                path,
                                query,
                                endpoint.getAuthority(),
                                time,
                                SIGNED,
                                "UNSIGNED-PAYLOAD");
        var text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + hex(sha256(canonical));
        var key = bytes("AWS4" + variable("AWS_SECRET_ACCESS_KEY"));
        for (var part : scope.split("/", -1)) key = hmac(key, part);
        return "AWS4-HMAC-SHA256 Credential=" + variable("AWS_ACCESS_KEY_ID") + "/" + scope
                + ", SignedHeaders=" + SIGNED + ", Signature=" + hex(hmac(key, text));
    }

    private static String variable(String name) {
        var value = System.getenv(name);
        if (value == null) throw new IllegalStateException(name + " is not set");
        return value;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
