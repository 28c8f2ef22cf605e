package io.tidemark.it.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.examples.flights.FlightModel;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.CommandProcess;
import io.tidemark.kafka.testing.FreePorts;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.client.NodeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A broker, a batch process, and speed and serving nodes that come and go, each a process of its own on a port that it keeps. */
final class Fleet implements AutoCloseable {
    static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOG_LINES = 40;

    private final Path directory;
    private final Map<String, CommandProcess> processes = new LinkedHashMap<>();
    private final int kafka;
    private final int[] speed;
    private final int[] serving;

    /** Starts the broker alone. */
    Fleet(Path directory, int speedNodes, int servingNodes) {
        this.directory = directory;
        int[] ports = FreePorts.some(1 + speedNodes + servingNodes);
        this.kafka = ports[0];
        this.speed = IntStream.range(1, 1 + speedNodes).map(i -> ports[i]).toArray();
        this.serving =
                IntStream.range(1 + speedNodes, ports.length).map(i -> ports[i]).toArray();
        put(
                "kafka",
                "broker",
                "--port",
                String.valueOf(kafka),
                "--directory",
                directory.resolve("kafka").toString(),
                "--topic",
                FlightModel.TOPIC + "=" + PARTITIONS);
    }

    private CommandProcess put(String name, String... arguments) {
        CommandProcess process = new CommandProcess(directory.resolve(name + ".out"), arguments);
        processes.put(name, process);
        return process.start();
    }

    String bootstrapServers() {
        return "127.0.0.1:" + kafka;
    }

    CommandProcess batch() throws IOException {
        return node("batch", "batch", Map.of());
    }

    CommandProcess speed(int number, Map<String, String> further) throws IOException {
        return node("speed-" + number, "speed", with(further, "speed.port", speed[number]));
    }

    /** The configuration of a speed node that is not started. */
    Path speedConfiguration(int number) throws IOException {
        return configured("speed-" + number, "speed", with(Map.of(), "speed.port", speed[number]));
    }

    CommandProcess serving(int number) throws IOException {
        return serving(number, Map.of());
    }

    CommandProcess serving(int number, Map<String, String> further) throws IOException {
        String endpoints =
                IntStream.of(speed).mapToObj(port -> "http://127.0.0.1:" + port).collect(Collectors.joining(","));
        return node(
                "serving-" + number,
                "serving",
                with(with(further, "speed.endpoints", endpoints), "http.port", serving[number]));
    }

    NodeClient client(int serving) {
        return new NodeClient(URI.create("http://127.0.0.1:" + this.serving[serving]));
    }

    CommandProcess process(String name) {
        return processes.get(name);
    }

    void awaitReady(int serving) {
        Patience.until(PATIENCE, this::told, () -> {
            try {
                return client(serving)
                        .ask("/v1/status", List.of())
                        .path("ready")
                        .asBoolean();
            } catch (NodeException down) {
                return false;
            }
        });
    }

    private static Map<String, String> with(Map<String, String> settings, String key, Object value) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put(key, String.valueOf(value));
        return all;
    }

    private CommandProcess node(String name, String role, Map<String, String> further) throws IOException {
        return put(name, "run", "--config", configured(name, role, further).toString());
    }

    private Path configured(String name, String role, Map<String, String> further) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "model.class",
                FlightModel.class.getName(),
                "roles",
                role,
                "node.name",
                name,
                "data.directory",
                name,
                "kafka.bootstrap.servers",
                bootstrapServers(),
                "batch.interval",
                "2s",
                "archive.idle.grace",
                "500ms",
                "manifest.poll",
                "100ms",
                "speed.tick",
                "200ms"));
        settings.putAll(further);
        return Files.write(
                directory.resolve(name + ".properties"),
                settings.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList());
    }

    /** What all of them have printed and logged, for a message. */
    String told() {
        return processes.entrySet().stream()
                .map(e -> "--- " + e.getKey() + (e.getValue().isAlive() ? "" : " (ended)") + "\n"
                        + e.getValue().output() + log(e.getKey()))
                .collect(Collectors.joining("\n"));
    }

    /** Whether the speed node of this number has a partition, as an answer's explanation says. */
    boolean hasPartitions(int number) {
        JsonNode answer = client(0)
                .ask(
                        "/v1/aggregations/all-flights/query",
                        List.of(new Parameter("window", "all"), new Parameter("explain", "true")));
        return answer.path("explain").findValuesAsText("node").contains("speed-" + number);
    }

    private String log(String process) {
        try {
            List<String> lines = Files.readAllLines(directory.resolve(process).resolve("tidemark.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException none) {
            return "";
        }
    }

    @Override
    public void close() {
        processes.values().forEach(CommandProcess::close);
    }
}
