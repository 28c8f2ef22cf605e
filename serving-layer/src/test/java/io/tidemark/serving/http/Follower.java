package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.serving.testing.HttpBench;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;

/** A client that reads event after event. */
final class Follower implements AutoCloseable {
    private final InputStream stream;
    private final BufferedReader lines;

    Follower(HttpBench bench, String path) throws IOException, InterruptedException {
        this(bench, HttpRequest.newBuilder(bench.uri(path)));
    }

    /** One that says who it is. */
    Follower(HttpBench bench, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                bench.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        assertEquals(
                "text/event-stream",
                response.headers().firstValue("content-type").orElse(""));
        stream = response.body();
        lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** The next event of a kind that fits. */
    JsonNode next(String event, Predicate<JsonNode> fits) throws IOException {
        // Heartbeats come all the time: the stream alone would never end the wait.
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String line = lines.readLine();
        while (line != null && System.nanoTime() < end) {
            if (line.equals("event: " + event)) {
                JsonNode data = HttpBench.parse(lines.readLine().substring("data: ".length()));
                if (fits.test(data)) {
                    return data;
                }
            }
            line = lines.readLine();
        }
        throw new AssertionError("no event " + event + " that fits: the stream ended, or it did not come within 20 s");
    }

    /** Reads on until the node has closed the stream. */
    void awaitEnd() throws IOException {
        while (lines.readLine() != null) {
            // What comes before the end does not matter.
        }
    }

    void awaitHeartbeat() throws IOException {
        String line = lines.readLine();
        while (!": heartbeat".equals(line)) {
            line = lines.readLine();
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
