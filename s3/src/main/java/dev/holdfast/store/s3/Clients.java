package dev.holdfast.store.s3;

import dev.holdfast.format.Printable;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// Makes the library's client do what we need, and no more: it tries nothing again, checks
/// no checksum that not every server has, and never cuts a put into parts.
final class Clients {

    private Clients() {}

    static S3Client open(S3Options options) throws IOException {
        var builder = S3Client.builder()
                .httpClient(http(options))
                .credentialsProvider(credentials(options.credentials()))
                .region(region(options))
                .forcePathStyle(options.pathStyle())
                // Ceph 16 answers 400 to the checksums that are the library's default.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                // To ask before a body is sent costs a round trip for each put.
                .serviceConfiguration(service -> service.expectContinueEnabled(false))
                .overrideConfiguration(client -> client.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new WithoutDates()));
        if (options.endpoint() != null) builder.endpointOverride(options.endpoint());
        if (options.isPlainHttp()) builder.putAuthScheme(new UnsignedOverHttp());
        return builder.build();
    }

    private static SdkHttpClient http(S3Options options) throws IOException {
        var http = UrlConnectionHttpClient.builder()
                .connectionTimeout(options.deadlines().connect())
                .socketTimeout(options.deadlines().silence())
                .proxyConfiguration(proxy(options));
        var authorities = options.authorities();
        if (authorities != null) {
            var trusted = trusted(authorities);
            http.tlsTrustManagersProvider(() -> trusted);
        } else if (options.isPlainHttp()) {
            // Nobody is asked for a certificate; to read Java's own takes 50 ms.
            http.tlsTrustManagersProvider(() -> new TrustManager[0]);
        }
        return http.build();
    }

    /// The proxy that was passed in, and none that this process finds elsewhere.
    private static ProxyConfiguration proxy(S3Options options) {
        var proxy = ProxyConfiguration.builder()
                .useSystemPropertyValues(false)
                .useEnvironmentVariablesValues(false);
        var address = options.proxy();
        if (address == null) return proxy.build();
        proxy.endpoint(address);
        var user = address.getUserInfo();
        if (user != null) {
            int colon = user.indexOf(':');
            proxy.username(colon < 0 ? user : user.substring(0, colon));
            proxy.password(colon < 0 ? "" : user.substring(colon + 1));
        }
        return proxy.build();
    }

    private static AwsCredentialsProvider credentials(S3Credentials credentials) {
        return switch (credentials) {
            case S3Credentials.Chain() -> DefaultCredentialsProvider.builder().build();
            case S3Credentials.Profile(var name) -> ProfileCredentialsProvider.create(name);
            case S3Credentials.Anonymous() -> AnonymousCredentialsProvider.create();
            case S3Credentials.Fixed(var key, var secret, var token) ->
                StaticCredentialsProvider.create(
                        token == null
                                ? AwsBasicCredentials.create(key, secret)
                                : AwsSessionCredentials.create(key, secret, token));
        };
    }

    private static Region region(S3Options options) throws IOException {
        var named = options.region();
        if (named != null) return Region.of(named);
        if (options.endpoint() != null) return Region.US_EAST_1;
        var chain = DefaultAwsRegionProviderChain.builder();
        if (options.credentials() instanceof S3Credentials.Profile(var name)) {
            chain.profileName(name);
        }
        try {
            return chain.build().getRegion();
        } catch (SdkClientException e) {
            throw new IOException("no region is known for Amazon S3", e);
        }
    }

    private static TrustManager[] trusted(Path authorities) throws IOException {
        try (var in = Files.newInputStream(authorities)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority " + store.size(), certificate);
            }
            if (store.size() == 0) throw new GeneralSecurityException("there is none in it");
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "%s is no file of certificates: %s"
                            .formatted(
                                    Printable.of(authorities.toString()),
                                    Printable.of(String.valueOf(e.getMessage()))),
                    e);
        }
    }
}
