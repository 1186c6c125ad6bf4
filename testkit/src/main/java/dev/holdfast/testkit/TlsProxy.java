package dev.holdfast.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Gives a server without TLS a face with it, on this machine, and a certificate that nobody
/// knows.
public final class TlsProxy implements AutoCloseable {

    private static final String PASSWORD = "changeit";

    private final URI upstream;
    private final ServerSocket listener;
    private final Path certificate;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private TlsProxy(URI upstream, ServerSocket listener, Path certificate) {
        this.upstream = upstream;
        this.listener = listener;
        this.certificate = certificate;
    }

    /// Makes a key and a certificate in `directory`, which is empty, and listens.
    public static TlsProxy open(URI upstream, Path directory)
            throws IOException, InterruptedException {
        var certificate = certificate(directory);
        try (var in = Files.newInputStream(directory.resolve("keys"))) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            var listener = context.getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            var proxy = new TlsProxy(upstream, listener, certificate);
            Thread.ofPlatform().daemon().name("tls proxy").start(proxy::listen);
            return proxy;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /// A file with a new certificate for this machine, signed by its own key, which is beside
    /// it in `directory`.
    public static Path certificate(Path directory) throws IOException, InterruptedException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var store = List.of("-keystore", "keys", "-storepass", PASSWORD, "-alias", "server");
        var pair = new ArrayList<>(List.of(keytool, "-genkeypair", "-keyalg", "EC"));
        pair.addAll(List.of("-dname", "CN=test", "-ext", "san=ip:127.0.0.1"));
        pair.addAll(store);
        Tool.run(directory, new byte[0], pair).get();
        var file = directory.resolve("certificate.pem");
        var export = new ArrayList<>(List.of(keytool, "-exportcert", "-rfc"));
        export.addAll(List.of("-file", file.toString()));
        export.addAll(store);
        Tool.run(directory, new byte[0], export).get();
        return file;
    }

    public URI endpoint() {
        return URI.create("https://127.0.0.1:" + listener.getLocalPort());
    }

    /// What vouches for this server.
    public Path certificate() {
        return certificate;
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
                var server = new Socket(upstream.getHost(), upstream.getPort());
                sockets.add(client);
                sockets.add(server);
                Thread.ofVirtual().start(() -> pass(client, server));
                Thread.ofVirtual().start(() -> pass(server, client));
            } catch (IOException e) {
                if (listener.isClosed()) return;
            }
        }
    }

    /// Passes bytes on until one side ends.
    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // A handshake that was refused, or a side that has gone.
            return;
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }
}
