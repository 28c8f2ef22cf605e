package io.tidemark.serving.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.http.ListenerLimits;
import io.tidemark.http.ListenerSettings;
import io.tidemark.model.Model;
import io.tidemark.seam.RealtimeView;
import io.tidemark.serving.ServingNode;
import io.tidemark.serving.ServingSettings;
import io.tidemark.serving.http.HttpSettings;
import io.tidemark.serving.http.live.LiveSettings;
import io.tidemark.serving.http.query.QuestionLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A whole serving node over the two in-memory layers, asked over HTTP. */
public final class HttpBench implements AutoCloseable {
    public final SalesLog log;
    public final InMemoryBatchViews batch;
    public final RecordingBatchControl control = new RecordingBatchControl();
    public final ServingNode node;
    private final HttpClient client = HttpClient.newHttpClient();

    public HttpBench(SalesLog log, Path directory, InMemoryBatchViews batch, HttpSettings http, RealtimeView... speed) {
        this(SalesModel.MODEL, log, directory, batch, http, speed);
    }

    /** The same with another model of the same sales. */
    public HttpBench(
            Model model,
            SalesLog log,
            Path directory,
            InMemoryBatchViews batch,
            HttpSettings http,
            RealtimeView... speed) {
        this.log = log;
        this.batch = batch;
        ServingSettings settings =
                ServingSettings.of("serving-1", directory, http).polling(Duration.ofMillis(20));
        node = new ServingNode(model, settings, List.of(speed), batch, control, Clock.systemUTC());
        node.start();
        await(node::isReady);
    }

    public static HttpSettings quick() {
        return new HttpSettings(
                ListenerSettings.on("127.0.0.1", 0).within(new ListenerLimits(256, 4, 16, Duration.ofSeconds(2))),
                new QuestionLimits(100, 1_000, 1_000, 50),
                new LiveSettings(2, Duration.ofMillis(20), Duration.ofMillis(200)));
    }

    public static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 20 s");
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What a node will have answered. */
    public static CompletableFuture<String> later(ServingNode node, String path) {
        HttpRequest request =
                HttpRequest.newBuilder(node.uri().resolve(path)).GET().build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(node.uri().resolve(path)).GET());
    }

    public HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(node.uri().resolve(path)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public URI uri(String path) {
        return node.uri().resolve(path);
    }

    public HttpClient client() {
        return client;
    }

    public JsonNode json(String path) {
        return json(get(path));
    }

    public static JsonNode json(HttpResponse<String> response) {
        return parse(response.body());
    }

    public static JsonNode parse(String text) {
        try {
            return JsonMapper.builder().build().readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(text, e);
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
