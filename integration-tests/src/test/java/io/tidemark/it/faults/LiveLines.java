package io.tidemark.it.faults;

import io.tidemark.it.oracle.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A client that follows live, and keeps what it was sent. */
final class LiveLines implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Stream<String> stream;

    LiveLines(URI what) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(what).build(), HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new AssertionError(response + " " + response.body().toList());
        }
        stream = response.body();
        Thread reader = new Thread(() -> stream.forEach(lines::add), "live-lines");
        reader.setDaemon(true);
        reader.setUncaughtExceptionHandler((thread, closed) -> {});
        reader.start();
    }

    /** Waits until it was sent a line that says so. */
    void await(String text) {
        Patience.until(PATIENCE, () -> "not sent: " + text + " but " + lines, () -> lines.stream()
                .anyMatch(line -> line.contains(text)));
    }

    @Override
    public void close() {
        stream.close();
    }
}
