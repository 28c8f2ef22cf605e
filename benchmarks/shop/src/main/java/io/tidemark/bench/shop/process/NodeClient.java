package io.tidemark.bench.shop.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Asks a node over HTTP. Any thread may use it. */
public final class NodeClient {
    static final int REFUSED = 503;
    /** What a question is answered that took too long. */
    static final int LATE = 504;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Set<String> UNDER_WAY = Set.of("queued", "running");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String server;
    private final Optional<String> token;

    NodeClient(int port) {
        this("http://127.0.0.1:" + port, Optional.empty());
    }

    private NodeClient(String server, Optional<String> token) {
        this.server = server;
        this.token = token;
    }

    /** Who shows an API token with each question. */
    public NodeClient with(String apiToken) {
        return new NodeClient(server, Optional.of(apiToken));
    }

    /** A node that has too much to do just now. */
    public static final class BusyException extends IOException {
        private static final long serialVersionUID = 1L;

        BusyException(String message) {
            super(message);
        }
    }

    /** An answer as it came. */
    public record Reply(int status, String body) {
        public boolean isOk() {
            return status == 200 || status == 202;
        }

        public boolean isBusy() {
            return status == REFUSED || status == LATE;
        }
    }

    public Reply ask(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(server + path)).timeout(Duration.ofMinutes(2)));
    }

    private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        token.ifPresent(shown -> request.setHeader("Authorization", "Bearer " + shown));
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.body());
    }

    /** @throws IllegalStateException if it is not answered with 200 */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return read(path, ask(path));
    }

    /** @throws IllegalStateException if it is none that was asked for */
    public JsonNode read(String path, Reply reply) throws IOException {
        if (reply.isBusy()) {
            throw new BusyException(path + ": " + reply.status());
        }
        if (!reply.isOk()) {
            throw new IllegalStateException(path + ": " + reply.status() + " " + reply.body());
        }
        return JSON.readTree(reply.body());
    }

    boolean isUp() throws InterruptedException {
        try {
            return ask("/health/live").isOk();
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns when the realtime view of every aggregation has so many records of the log. */
    public void awaitFolded(long records) throws Exception {
        await("folded " + records, () -> sum("realtime", "position") >= records * aggregations());
    }

    /** Returns when so many records are in files of the archive. */
    public void awaitArchived(long records) throws Exception {
        await("archived " + records, () -> sum("archive", "end") >= records);
    }

    private long aggregations() throws Exception {
        return get("/v1/status").path("aggregations").size();
    }

    private long sum(String part, String field) throws Exception {
        long sum = 0;
        for (JsonNode value : get("/v1/status").path(part).findValues(field)) {
            sum += value.asLong();
        }
        return sum;
    }

    /** Asks for a run over all that is archived. @return its id */
    public String requestRun() throws Exception {
        return requestRun("{\"kind\":\"incremental\",\"cut\":\"archive-end\"}");
    }

    /** Returns when batch answers for so many records of every aggregation. */
    public void awaitTidemark(long records) throws Exception {
        await("answered by batch " + records, () -> {
            for (JsonNode aggregation : get("/v1/status").path("aggregations")) {
                long sum = 0;
                for (JsonNode offset : aggregation.path("tidemark").path("orders")) {
                    sum += offset.asLong();
                }
                if (sum < records) {
                    return false;
                }
            }
            return true;
        });
    }

    /** @return its id */
    public String requestRun(String json) throws Exception {
        String[] id = new String[1];
        await("a run is asked for", () -> {
            Reply reply = send(HttpRequest.newBuilder(URI.create(server + "/v1/runs"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(json)));
            id[0] = read("/v1/runs", reply).path("id").asText();
            return true;
        });
        return id[0];
    }

    /** @return how it ended */
    public String awaitRun(String id) throws Exception {
        String[] state = new String[1];
        await("run " + id, () -> {
            state[0] = get("/v1/runs/" + id).path("state").asText();
            return !UNDER_WAY.contains(state[0]);
        });
        return state[0];
    }

    private interface Claim {
        boolean holds() throws Exception;
    }

    /** A node that is busy is asked again. */
    private static boolean holds(Claim claim) throws Exception {
        try {
            return claim.holds();
        } catch (BusyException e) {
            return false;
        }
    }

    private static void await(String what, Claim claim) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(claim)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("node: is not there yet: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
