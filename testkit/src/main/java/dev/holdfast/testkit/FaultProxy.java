package dev.holdfast.testkit;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Stands between a client and an S3 server, counts, delays, and lies when told to.
///
/// Requests go through as they came, so their signatures stay right: the server sees this
/// proxy's name as its own. Plain HTTP/1.1 only.
public final class FaultProxy implements AutoCloseable {

    private final URI upstream;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<SeenRequest> requests = new ArrayList<>();
    private final long opened = System.nanoTime();
    private final Map<String, byte[]> lists = new HashMap<>();
    private @Nullable Plan plan;
    private volatile Duration latency = Duration.ZERO;
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private int connections;
    private int underWay;
    private int underWayMost;
    private @Nullable PrintStream trace;

    /// A fault that waits for its request; with a negative number to skip, for every one.
    private record Plan(Predicate<String> request, int skipped, Fault fault) {}

    private FaultProxy(URI upstream, ServerSocket listener) {
        this.upstream = upstream;
        this.listener = listener;
    }

    /// Listens on a free port of this machine.
    public static FaultProxy open(URI upstream) throws IOException {
        return open(upstream, 0);
    }

    private static FaultProxy open(URI upstream, int port) throws IOException {
        var listener = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
        var proxy = new FaultProxy(upstream, listener);
        Thread.ofPlatform().daemon().name("fault proxy").start(proxy::listen);
        return proxy;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /// Delays every answer, and every new connection.
    public FaultProxy latency(Duration latency) {
        this.latency = latency;
        return this;
    }

    /// Limits the bodies of each connection.
    public FaultProxy bandwidth(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
        return this;
    }

    /// Lets one thing go wrong: with the request that matches after `skipped` others did.
    /// Requests look like `PUT /bucket/key`.
    public synchronized void inject(Predicate<String> request, int skipped, Fault fault) {
        plan = new Plan(request, skipped, fault);
    }

    /// Lets the same thing go wrong with every request that matches.
    public synchronized void injectAlways(Predicate<String> request, Fault fault) {
        plan = new Plan(request, -1, fault);
    }

    /// Whether what was injected has happened.
    public synchronized boolean hasHappened() {
        return plan == null;
    }

    /// Forgets what was seen and what was planned.
    public synchronized void reset() {
        plan = null;
        requests.clear();
        connections = 0;
        underWayMost = 0;
    }

    /// What came so far, retries included: `GET /bucket/key`, `LIST packs/`.
    public synchronized List<String> requests() {
        return requests.stream().map(SeenRequest::text).toList();
    }

    /// The same with their headers.
    public synchronized List<SeenRequest> seen() {
        return List.copyOf(requests);
    }

    /// How many connections were made so far.
    public synchronized int connections() {
        return connections;
    }

    /// How many requests were under way at once, at most; one whose connection is being made
    /// counts.
    public synchronized int underWayMost() {
        return underWayMost;
    }

    /// Writes a line for each exchange that ends: milliseconds since the proxy was opened at
    /// which the request was there, milliseconds that it took, the connection, the request.
    public synchronized FaultProxy trace(PrintStream to) {
        trace = to;
        return this;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : sockets) socket.close();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var server = new Socket(upstream.getHost(), upstream.getPort())) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(server);
            connects();
            var connection = new Connection(
                    client,
                    new BufferedInputStream(client.getInputStream(), 1 << 16),
                    new BufferedOutputStream(client.getOutputStream(), 1 << 16),
                    new BufferedInputStream(server.getInputStream(), 1 << 16),
                    new BufferedOutputStream(server.getOutputStream(), 1 << 16));
            int number = connected();
            for (var head = HttpHead.readFrom(connection.fromClient());
                    head != null;
                    head = HttpHead.readFrom(connection.fromClient())) {
                long began = System.nanoTime();
                begins();
                boolean more;
                try {
                    more = exchange(connection, head);
                } finally {
                    ends(text(head), number, began);
                }
                if (!more) return;
            }
        } catch (IOException e) {
            // One side went away: that is what proxies are there for.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
        }
    }

    /// Who connects has a request, which is under way already.
    private void connects() throws InterruptedException {
        begins();
        try {
            pause(latency);
        } finally {
            ends();
        }
    }

    private synchronized int connected() {
        return ++connections;
    }

    private synchronized void begins() {
        underWayMost = Math.max(underWayMost, ++underWay);
    }

    private synchronized void ends() {
        underWay--;
    }

    private synchronized void ends(String request, int connection, long began) {
        ends();
        var to = trace;
        if (to == null) return;
        to.printf(
                "%7d %6d %3d %s%n",
                (began - opened) / 1_000_000,
                (System.nanoTime() - began) / 1_000_000,
                connection,
                request);
    }

    private record Connection(
            Socket client,
            InputStream fromClient,
            OutputStream toClient,
            InputStream fromServer,
            OutputStream toServer) {

        /// Ends the connection as a crash would.
        boolean reset() throws IOException {
            client.setSoLinger(true, 0);
            return false;
        }
    }

    /// One request and its answer; false if the connection ends with it.
    private boolean exchange(Connection connection, HttpHead request)
            throws IOException, InterruptedException {
        if ("100-continue".equalsIgnoreCase(request.find("expect"))) {
            new HttpHead("HTTP/1.1 100 Continue", List.of()).writeTo(connection.toClient());
        }
        var fault = seen(request);
        if (fault == Fault.RESET) return connection.reset();
        var ask = request.with("expect", null);
        if (fault == Fault.NO_ANSWER) {
            discard(connection, ask);
            return hang(connection);
        }
        var instead = fault == null ? null : HttpAnswer.instead(fault);
        if (instead != null) {
            discard(connection, ask);
            pause(latency);
            instead.writeTo(connection.toClient(), isHead(request));
            return true;
        }
        if (fault == Fault.CONDITION_IGNORED) ask = ask.with("if-none-match", null);
        ask.writeTo(connection.toServer());
        forward(connection.fromClient(), connection.toServer(), ask);
        var head = HttpHead.readFrom(connection.fromServer());
        while (head != null && head.word(1).equals("100")) {
            head = HttpHead.readFrom(connection.fromServer());
        }
        if (head == null) return connection.reset();
        pause(latency);
        if (fault == null && !isList(request)) {
            head.writeTo(connection.toClient());
            if (hasBody(request, head)) relay(connection, head);
            return true;
        }
        var body = hasBody(request, head) ? head.readBody(connection.fromServer()) : new byte[0];
        var answer = new HttpAnswer(head, body);
        return lie(connection, request, answer, remembered(request, body), fault);
    }

    /// Answers with what the server said, or with what the fault makes of it.
    private boolean lie(
            Connection connection,
            HttpHead request,
            HttpAnswer answer,
            byte[] before,
            @Nullable Fault fault)
            throws IOException {
        boolean head = isHead(request);
        var out = connection.toClient();
        switch (fault) {
            case LOST_ANSWER -> {
                return connection.reset();
            }
            case STALLED_BODY -> {
                answer.writeHalfTo(out);
                return hang(connection);
            }
            case CUT_BODY -> {
                answer.writeHalfTo(out);
                return connection.reset();
            }
            case DONE_REPORTED_FAILED -> HttpAnswer.error(500, "InternalError").writeTo(out, head);
            case SHORT_BODY -> answer.half().writeTo(out, head);
            case FLIPPED_BIT -> answer.flipped().writeTo(out, head);
            case WRONG_RANGE -> answer.moved().writeTo(out, head);
            case TWICE -> {
                answer.writeTo(out, head);
                answer.writeTo(out, head);
            }
            case STALE_LIST -> answer.withBody(before).writeTo(out, head);
            case SHORT_LIST -> answer.shortened().writeTo(out, head);
            case null, default -> answer.writeTo(out, head);
        }
        return true;
    }

    /// The body of the last answer to the same listing, and keeps this one.
    private synchronized byte[] remembered(HttpHead request, byte[] body) {
        var before = lists.put(request.word(1), body);
        return before == null ? body : before;
    }

    private synchronized @Nullable Fault seen(HttpHead request) {
        var text = text(request);
        requests.add(new SeenRequest(text, request.headers()));
        var waiting = plan;
        if (waiting == null || !waiting.request().test(text)) return null;
        if (!requests.getLast().canMeet(waiting.fault())) return null;
        if (waiting.skipped() < 0) return waiting.fault();
        if (waiting.skipped() > 0) {
            plan = new Plan(waiting.request(), waiting.skipped() - 1, waiting.fault());
            return null;
        }
        plan = null;
        return waiting.fault();
    }

    private static void discard(Connection connection, HttpHead request) throws IOException {
        request.readBody(connection.fromClient());
    }

    /// Says nothing until the other side gives up.
    private static boolean hang(Connection connection) throws IOException {
        while (connection.fromClient().read() >= 0) Thread.onSpinWait();
        return false;
    }

    private void relay(Connection connection, HttpHead head)
            throws IOException, InterruptedException {
        if (head.find("content-length") != null) {
            forward(connection.fromServer(), connection.toClient(), head);
            return;
        }
        var body = head.readBody(connection.fromServer());
        var size = Integer.toHexString(body.length).getBytes(StandardCharsets.US_ASCII);
        var out = connection.toClient();
        if (body.length > 0) {
            out.write(size);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /// Passes a body of known length on as it comes.
    private void forward(InputStream in, OutputStream out, HttpHead head)
            throws IOException, InterruptedException {
        var length = head.find("content-length");
        long left = length == null ? 0 : Long.parseLong(length);
        var buffer = new byte[1 << 16];
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) throw new IOException("a connection ended in a body");
            out.write(buffer, 0, read);
            left -= read;
            if (bytesPerSecond < Long.MAX_VALUE) {
                pause(Duration.ofNanos(read * 1_000_000_000L / bytesPerSecond));
            }
        }
        out.flush();
    }

    private static boolean hasBody(HttpHead request, HttpHead answer) {
        var status = answer.word(1);
        return !isHead(request) && !status.equals("204") && !status.equals("304");
    }

    private static boolean isHead(HttpHead request) {
        return request.word(0).equals("HEAD");
    }

    private static boolean isList(HttpHead request) {
        return request.word(0).equals("GET") && request.word(1).contains("list-type=2");
    }

    private static String text(HttpHead request) {
        return isList(request)
                ? "LIST " + listed(request)
                : request.word(0) + " " + request.word(1);
    }

    private static String listed(HttpHead request) {
        var path = request.word(1);
        int start = path.indexOf("prefix=") + "prefix=".length();
        int end = path.indexOf('&', start);
        return path.substring(start, end < 0 ? path.length() : end).replace("%2F", "/");
    }

    private static void pause(Duration duration) throws InterruptedException {
        if (duration.isPositive()) Thread.sleep(duration);
    }

    /// For measurements: `FaultProxy PORT UPSTREAM MILLISECONDS [TRACE-FILE]`, until it is ended.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var proxy = open(URI.create(arguments[1]), Integer.parseInt(arguments[0]));
        proxy.latency(Duration.ofMillis(Long.parseLong(arguments[2])));
        if (arguments.length > 3) {
            var file = new FileOutputStream(arguments[3], true);
            proxy.trace(new PrintStream(file, true, StandardCharsets.UTF_8));
        }
        System.out.println(proxy.endpoint());
        Thread.currentThread().join();
    }
}
