package io.tidemark.http.node;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.fault.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/**
 * A node in another process, asked over HTTP. One that once did not answer in time is not waited for by further questions, but
 * for how it fares, until it answers again. Safe for use by many threads.
 */
public final class RemoteNode {
    private static final int MOST_OF_A_REASON = 500;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI node;
    private final Duration timeout;
    private final HttpClient client;
    private final NodePass pass;
    private final BiFunction<String, Exception, ? extends RuntimeException> failure;
    private final Silence silence;
    private volatile long answeredNanos = System.nanoTime();

    /**
     * @param node where it listens, such as {@code http://127.0.0.1:8090}
     * @param timeout how long an answer may take
     * @param pass what is shown to it
     * @param failure makes what is thrown of what is wrong, in words, and its cause, which may be null
     */
    public RemoteNode(
            URI node,
            Duration timeout,
            NodePass pass,
            BiFunction<String, Exception, ? extends RuntimeException> failure) {
        this.node = node;
        this.timeout = timeout;
        this.pass = pass;
        this.failure = failure;
        this.silence = new Silence(timeout);
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
        pass.tls().ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /**
     * What it answers to what is posted.
     *
     * @throws RuntimeException of the one who made this, if it cannot be asked or answers anything but 200
     */
    public byte[] post(String path, String contentType, byte[] body) {
        return post(path, contentType, body, BodyHandlers.ofByteArray());
    }

    /**
     * The rows that it answers with; as {@link #post(String, String, byte[])}.
     *
     * @param patience how long it may send nothing while it looks for the next rows
     * @throws RuntimeException likewise, also if what comes are no rows
     */
    public RemoteRows rows(String path, String contentType, byte[] body, Duration patience) {
        InputStream rows = post(path, contentType, body, BodyHandlers.ofInputStream());
        return new RemoteRows(rows, patience, failure);
    }

    /** Asks how it fares, also while it does not answer. */
    public byte[] status(String path) {
        silence.insist();
        return send(HttpRequest.newBuilder(node.resolve(path)).GET(), BodyHandlers.ofByteArray());
    }

    /** How long ago it last answered anything; since this was made, if never. */
    public Duration silentFor() {
        return Duration.ofNanos(System.nanoTime() - answeredNanos);
    }

    private <T> T post(String path, String contentType, byte[] body, BodyHandler<T> handler) {
        if (!silence.mayAsk()) {
            throw failure.apply(late() + " when it was last asked", null);
        }
        return send(
                HttpRequest.newBuilder(node.resolve(path))
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
                handler);
    }

    private <T> T send(HttpRequest.Builder request, BodyHandler<T> handler) {
        pass.secret().ifPresent(known -> request.setHeader("Authorization", known.authorization()));
        long asked = System.nanoTime();
        try {
            HttpResponse<Said<T>> response = await(client.sendAsync(
                    request.timeout(timeout).build(),
                    info -> info.statusCode() == 200
                            ? BodySubscribers.mapping(handler.apply(info), body -> new Said<>(body, null))
                            : BodySubscribers.mapping(
                                    BodySubscribers.ofByteArray(), problem -> new Said<>(null, problem))));
            silence.ends();
            answeredNanos = System.nanoTime();
            if (response.statusCode() != 200) {
                String reason = reason(response.body().problem());
                throw failure.apply("answers " + response.statusCode() + ", " + reason, null);
            }
            Optional<String> other = pass.other(response.headers());
            if (other.isPresent()) {
                // Its address was another's before, or is written wrongly.
                drop(response.body().answer());
                throw failure.apply("is of another installation, of the storage " + other.get(), null);
            }
            return response.body().answer();
        } catch (HttpTimeoutException e) {
            silence.begins(asked);
            throw failure.apply(late(), e);
        } catch (IOException e) {
            silence.ends();
            throw failure.apply(said(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure.apply("interrupted", e);
        }
    }

    private static void drop(Object answer) throws IOException {
        if (answer instanceof Closeable stream) {
            stream.close();
        }
    }

    /** The client's own time limit ends where a response begins: a node that is stopped behind that would be waited for forever. */
    private <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> response)
            throws IOException, InterruptedException {
        try {
            return response.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            HttpTimeoutException late = new HttpTimeoutException(late());
            late.initCause(e);
            throw late;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        } finally {
            // Of one that is here it changes nothing.
            response.cancel(true);
        }
    }

    /** What a node answers, or what it says of why it does not. */
    private record Said<T>(T answer, byte[] problem) {}

    /** What a problem says; or whatever else stands there, if it is no node. */
    private static String reason(byte[] body) {
        try {
            String detail = JSON.readTree(body).path("detail").asText();
            if (!detail.isEmpty()) {
                return detail;
            }
        } catch (IOException notAProblem) {
            // Told as it is.
        }
        return new String(body, 0, Math.min(body.length, MOST_OF_A_REASON), StandardCharsets.UTF_8);
    }

    /** In words: a client's exception often has no message, and its class tells an operator nothing. */
    private String said(IOException e) {
        if (e instanceof ConnectException) {
            return e.getCause() instanceof UnresolvedAddressException
                    ? "nobody knows an address of " + node.getHost()
                    : "no connection";
        }
        return e.getMessage() == null ? "the connection broke off" : Reason.of(e);
    }

    private String late() {
        return "no answer within " + timeout.toMillis() + " ms";
    }
}
