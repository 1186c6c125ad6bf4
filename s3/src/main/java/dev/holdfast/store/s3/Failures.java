package dev.holdfast.store.s3;

import dev.holdfast.format.Printable;
import dev.holdfast.store.StoreMissingException;
import dev.holdfast.store.StoreRefusedException;
import dev.holdfast.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.Set;

import javax.xml.stream.XMLStreamException;

/// Makes of what the library throws what the contract of a store says: an outage, a
/// refusal, or an error. The sentence names call, key and bucket, the server's status and
/// code, and the request, which is what its operators ask for.
final class Failures {

    /// Accidents on the way that come as an error of the sender: to be tried again.
    private static final Set<String> ACCIDENTS =
            Set.of("BadDigest", "IncompleteBody", "RequestTimeout", "XAmzContentSHA256Mismatch");

    private static final int MESSAGE_MAX = 200;

    private final S3Place place;

    Failures(S3Place place) {
        this.place = place;
    }

    /// What to throw when `call` (`put packs/3f/3f2a…`) has ended this way.
    IOException of(String call, RuntimeException failure) {
        return switch (failure) {
            case AwsServiceException answer -> ofAnswer(call, answer);
            case SdkException e -> withoutAnswer(call, e);
            // What the client throws of an answer that is none.
            case UncheckedIOException e -> broken(call, Objects.requireNonNull(e.getCause()));
            default -> throw failure;
        };
    }

    /// A stream of an answer that broke.
    IOException broken(String call, IOException failure) {
        if (isInterrupted(failure)) return interrupted(call, failure);
        return new StoreUnavailableException(sentence(call, reason(failure)), failure);
    }

    StoreUnavailableException unavailable(String call, String reason) {
        return new StoreUnavailableException(sentence(call, reason));
    }

    private IOException ofAnswer(String call, AwsServiceException answer) {
        int status = answer.statusCode();
        var code = code(answer);
        var sentence = sentence(call, told(answer, code));
        if (code.equals("NoSuchBucket")) return new StoreMissingException(sentence);
        if (isOutage(status, code)) return new StoreUnavailableException(sentence, answer);
        return status == 401 || status == 403
                ? new StoreRefusedException(sentence, answer)
                : new IOException(sentence, answer);
    }

    private static boolean isOutage(int status, String code) {
        return switch (status) {
            case 408, 409, 429 -> true;
            case 501 -> false;
            default -> status >= 500 || ACCIDENTS.contains(code);
        };
    }

    private IOException withoutAnswer(String call, SdkException failure) {
        if (failure instanceof AbortedException || isInterrupted(failure)) {
            return interrupted(call, failure);
        }
        if (failure instanceof ApiCallTimeoutException
                || failure instanceof ApiCallAttemptTimeoutException) {
            // The library interrupts the thread to get it out of a call that takes too long.
            return new StoreUnavailableException(
                    sentence(call, "no answer within its time"), failure);
        }
        var certificate = find(failure, CertificateException.class);
        if (certificate != null) {
            return new StoreRefusedException(
                    sentence(
                            call,
                            "the server's certificate is not trusted: " + reason(certificate)),
                    failure);
        }
        var io = find(failure, IOException.class);
        if (io != null) return new StoreUnavailableException(sentence(call, reason(io)), failure);
        if (find(failure, XMLStreamException.class) != null) {
            return new StoreUnavailableException(sentence(call, "an answer in pieces"), failure);
        }
        var text = String.valueOf(failure.getMessage());
        return text.startsWith("Unable to load credentials") || text.startsWith("Profile")
                ? new StoreRefusedException(sentence(call, "no credentials are known"), failure)
                : new IOException(sentence(call, reason(failure)), failure);
    }

    private IOException interrupted(String call, Throwable cause) {
        Thread.currentThread().interrupt();
        var thrown = new InterruptedIOException(sentence(call, "interrupted"));
        thrown.initCause(cause);
        return thrown;
    }

    private String sentence(String call, String reason) {
        return "cannot %s in %s: %s".formatted(call, Printable.of(place.toString()), reason);
    }

    /// The code of an error, empty where the answer had none, as those to HEAD have.
    static String code(AwsServiceException answer) {
        var details = answer.awsErrorDetails();
        var code = details == null ? null : details.errorCode();
        return code == null ? "" : code;
    }

    private static String told(AwsServiceException answer, String code) {
        var details = answer.awsErrorDetails();
        var message = details == null ? null : details.errorMessage();
        var text = new StringBuilder("status ").append(answer.statusCode());
        if (!code.isEmpty()) text.append(' ').append(shown(code));
        if (message != null && !message.isEmpty()) text.append(", ").append(shown(message));
        var request = answer.requestId();
        if (request != null) text.append(", request ").append(shown(request));
        return text.toString();
    }

    private static String reason(Throwable failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : shown(message);
    }

    private static String shown(String text) {
        return Printable.of(
                text.length() > MESSAGE_MAX ? text.substring(0, MESSAGE_MAX) + "…" : text);
    }

    private static boolean isInterrupted(Throwable failure) {
        return Thread.currentThread().isInterrupted()
                || find(failure, InterruptedException.class) != null;
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) return type.cast(t);
        }
        return null;
    }
}
