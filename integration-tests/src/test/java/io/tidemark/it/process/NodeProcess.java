package io.tidemark.it.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.it.oracle.Patience;
import io.tidemark.kafka.testing.FreePorts;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.client.NodeException;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code tidemark run} with all roles, in a process of its own and with settings for impatient tests. Make it, {@link
 * #start} it, ask it, {@link #close} it: what it left is still there when it is started again.
 */
public final class NodeProcess implements AutoCloseable {
    private static final int LOG_LINES = 80;

    private final Path directory;
    private final CommandProcess process;
    private final String url;
    private final NodeClient client;

    /**
     * @param directory what relative paths in the settings start from; its output is put there
     * @param further keys of the configuration
     */
    public NodeProcess(
            Class<? extends TidemarkModel> model, Path directory, String bootstrapServers, Map<String, String> further)
            throws IOException {
        this.directory = directory;
        int port = FreePorts.one();
        Map<String, String> settings = new TreeMap<>(Map.of(
                "model.class", model.getName(),
                "kafka.bootstrap.servers", bootstrapServers,
                "http.port", String.valueOf(port),
                "batch.interval", "2s",
                "batch.backoff.first", "200ms",
                "batch.backoff.longest", "2s",
                "archive.idle.grace", "500ms",
                "manifest.poll", "50ms",
                "speed.tick", "200ms"));
        settings.putAll(further);
        Files.createDirectories(directory);
        Path configuration = Files.write(
                directory.resolve("tidemark.properties"),
                settings.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList());
        process = new CommandProcess(directory.resolve("node.out"), "run", "--config", configuration.toString());
        url = "http://127.0.0.1:" + port;
        client = new NodeClient(URI.create(url));
    }

    public NodeProcess start() {
        process.start();
        return this;
    }

    /** Starts it and returns when its API answers. */
    public NodeProcess startAndAwait(Duration within) {
        process.start();
        Patience.until(within, this::told, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("it ended: " + told());
            }
            return answers();
        });
        return this;
    }

    public CommandProcess process() {
        return process;
    }

    /** Where it is asked. */
    public String url() {
        return url;
    }

    public NodeClient client() {
        return client;
    }

    /** Whether its API answers at all. */
    public boolean answers() {
        try {
            client.ask("/v1/status", List.of());
            return true;
        } catch (NodeException down) {
            return false;
        }
    }

    /** The faults that its status names, of all layers, one a line. */
    public String faults() {
        StringBuilder faults = new StringBuilder();
        for (JsonNode ofLayer : client.ask("/v1/status", List.of()).findValues("faults")) {
            for (JsonNode fault : ofLayer) {
                faults.append(fault.path("code").asText())
                        .append(' ')
                        .append(fault.path("place").asText())
                        .append(": ")
                        .append(fault.path("fault").asText())
                        .append("; ")
                        .append(fault.path("mend").asText())
                        .append('\n');
            }
        }
        return faults.toString();
    }

    /** An aggregation over all time. */
    public JsonNode total(String aggregation) {
        return client.ask(
                "/v1/aggregations/" + NodeClient.segment(aggregation) + "/query",
                List.of(new Parameter("window", "all")));
    }

    /** A metric over all time and all groups; 0 while the node cannot say. */
    public long sum(String aggregation, String metric) {
        try {
            return sum(total(aggregation), metric);
        } catch (NodeException notYet) {
            return 0;
        }
    }

    /** A metric over all rows of an answer. */
    public long sum(JsonNode answer, String metric) {
        long sum = 0;
        for (JsonNode row : answer.path("rows")) {
            sum += row.path("metrics").path(metric).asLong();
        }
        return sum;
    }

    /** Whether batch alone answers a metric, over all time and all groups, with this sum. */
    public boolean isFromBatch(String aggregation, String metric, long sum) {
        try {
            JsonNode answer = total(aggregation);
            for (JsonNode row : answer.path("rows")) {
                if (!row.path("origin").asText().equals("batch")) {
                    return false;
                }
            }
            return sum(answer, metric) == sum;
        } catch (NodeException notYet) {
            return false;
        }
    }

    /** What it has printed and logged, and what its status says, for a message. */
    public String told() {
        return status() + "\n" + process.output() + log();
    }

    @Override
    public void close() {
        process.close();
    }

    private String status() {
        try {
            JsonNode status = client.ask("/v1/status", List.of());
            ((ObjectNode) status).remove("runs");
            return status.toPrettyString();
        } catch (NodeException down) {
            return down.getMessage();
        }
    }

    private String log() {
        try (var files = Files.find(directory, 3, (path, is) -> path.endsWith("tidemark.log"))) {
            return files.map(NodeProcess::lastLines).collect(Collectors.joining("\n"));
        } catch (IOException none) {
            return "";
        }
    }

    private static String lastLines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException gone) {
            return "";
        }
    }
}
