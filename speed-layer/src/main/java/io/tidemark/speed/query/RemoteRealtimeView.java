package io.tidemark.speed.query;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.fault.Reason;
import io.tidemark.groups.WantedGroups;
import io.tidemark.http.identity.NodesSecret;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
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
import java.util.function.Function;

/**
 * The realtime view of a speed node in another process. One that once did not answer in time is not waited for by further
 * questions, but for its status, until it answers again. Safe for use by many threads.
 */
public final class RemoteRealtimeView implements RealtimeView {
    private static final int MOST_OF_A_REASON = 500;

    private final URI node;
    private final Model model;
    private final Duration timeout;
    private final HttpClient client;
    private final Optional<NodesSecret> secret;
    private final Silence silence;
    private volatile long answeredNanos = System.nanoTime();
    /** What a later version tells besides is passed over. */
    private final JsonMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** One that asks nobody who they are. */
    public RemoteRealtimeView(URI node, Model model, Duration timeout) {
        this(node, model, timeout, NodePass.NONE);
    }

    /**
     * @param node where its {@link RealtimeEndpoint} listens, such as {@code http://127.0.0.1:8090}
     * @param timeout how long an answer may take
     * @param pass what it shows to the node
     */
    public RemoteRealtimeView(URI node, Model model, Duration timeout, NodePass pass) {
        this.secret = pass.secret();
        this.node = node;
        this.model = model;
        this.timeout = timeout;
        this.silence = new Silence(timeout);
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
        pass.tls().ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    @Override
    public RealtimeAnswer read(RealtimeQuery query) {
        AggregationDefinition<?> definition = model.aggregation(query.view().name())
                .orElseThrow(() ->
                        unavailable("aggregation \"" + query.view().name() + "\" is not in the model here", null));
        return read("/realtime/read", query, body -> RealtimeWire.answer(body, definition));
    }

    @Override
    public RealtimeScan scan(RealtimeQuery query) {
        InputStream rows = post("/realtime/scan", RealtimeWire.query(query), BodyHandlers.ofInputStream());
        return new RemoteScan(rows, timeout, this::unavailable);
    }

    @Override
    public Coverage coverage(ViewId view, Tidemark tidemark) {
        RealtimeQuery query = new RealtimeQuery(view, tidemark, Optional.empty(), WantedGroups.ALL, TimeRange.ALL);
        return read("/realtime/coverage", query, RealtimeWire::coverage);
    }

    /** Whatever a node sends that is no answer, it is the node that cannot be asked. */
    private <A> A read(String path, RealtimeQuery query, Function<byte[], A> decoder) {
        byte[] body = post(path, RealtimeWire.query(query), BodyHandlers.ofByteArray());
        try {
            return decoder.apply(body);
        } catch (RealtimeAnswer.TooLargeException scanned) {
            throw scanned;
        } catch (RuntimeException notAnAnswer) {
            throw unavailable("sends no answer, " + Reason.of(notAnAnswer), notAnAnswer);
        }
    }

    @Override
    public void lease(TidemarkLease lease) {
        post("/realtime/lease", RealtimeWire.lease(lease), BodyHandlers.ofByteArray());
    }

    @Override
    public RealtimeStatus status() {
        silence.insist();
        try {
            byte[] body = send(
                    HttpRequest.newBuilder(node.resolve("/realtime/status")).GET(), BodyHandlers.ofByteArray());
            return json.readValue(body, RealtimeStatus.class);
        } catch (IOException e) {
            throw unavailable(said(e), e);
        }
    }

    /** How long ago it last answered anything; since this was made, if never. */
    public Duration silentFor() {
        return Duration.ofNanos(System.nanoTime() - answeredNanos);
    }

    @Override
    public void close() {
        // The client's threads end with it.
    }

    private <T> T post(String path, byte[] body, BodyHandler<T> handler) {
        if (!silence.mayAsk()) {
            throw unavailable(late() + " when it was last asked", null);
        }
        return send(
                HttpRequest.newBuilder(node.resolve(path))
                        .header("Content-Type", RealtimeWire.CONTENT_TYPE)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
                handler);
    }

    private <T> T send(HttpRequest.Builder request, BodyHandler<T> handler) {
        secret.ifPresent(known -> request.setHeader("Authorization", known.authorization()));
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
                throw unavailable("answers " + response.statusCode() + ", " + reason, null);
            }
            return response.body().answer();
        } catch (HttpTimeoutException e) {
            silence.begins(asked);
            throw unavailable(late(), e);
        } catch (IOException e) {
            silence.ends();
            throw unavailable(said(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted", e);
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

    /** What a problem says; or whatever else stands there, if it is not a speed node. */
    private String reason(byte[] body) {
        try {
            String detail = json.readTree(body).path("detail").asText();
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

    private RealtimeUnavailableException unavailable(String fault, Exception cause) {
        return new RealtimeUnavailableException("speed node " + node + ": " + fault, cause);
    }
}
