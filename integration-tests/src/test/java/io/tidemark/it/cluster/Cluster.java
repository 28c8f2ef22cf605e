package io.tidemark.it.cluster;

import io.tidemark.examples.flights.FlightModel;
import io.tidemark.it.process.CommandProcess;
import io.tidemark.kafka.testing.FreePorts;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A broker and one process for each role, all of them on this machine and on ports that they keep. */
final class Cluster implements AutoCloseable {
    static final int PARTITIONS = 4;
    private static final int LOG_LINES = 60;

    private final Map<String, CommandProcess> processes = new LinkedHashMap<>();
    private final Path directory;
    private final int[] ports;

    private Cluster(Path directory) {
        this.directory = directory;
        this.ports = FreePorts.some(3);
    }

    /** Starts the broker first, and each role without waiting for the others. */
    static Cluster start(Path directory) throws IOException {
        Cluster cluster = new Cluster(directory);
        cluster.processes.put(
                "kafka",
                new CommandProcess(
                        directory.resolve("kafka.out"),
                        "broker",
                        "--port",
                        String.valueOf(cluster.ports[0]),
                        "--directory",
                        directory.resolve("kafka").toString(),
                        "--topic",
                        FlightModel.TOPIC + "=" + PARTITIONS));
        for (String role : List.of("speed", "batch", "serving")) {
            cluster.processes.put(
                    role,
                    new CommandProcess(
                            directory.resolve(role + ".out"),
                            "run",
                            "--config",
                            cluster.configuration(role).toString()));
        }
        cluster.processes.values().forEach(CommandProcess::start);
        return cluster;
    }

    CommandProcess process(String name) {
        return processes.get(name);
    }

    /** One more process with a role's own configuration. */
    CommandProcess another(String role) throws IOException {
        return new CommandProcess(
                directory.resolve("another.out"),
                "run",
                "--config",
                configuration(role).toString());
    }

    void killAndRestart(String name) {
        processes.get(name).kill();
        processes.get(name).start();
    }

    String bootstrapServers() {
        return "127.0.0.1:" + ports[0];
    }

    NodeClient client() {
        return new NodeClient(URI.create("http://127.0.0.1:" + ports[2]));
    }

    /** What all of them have printed and logged, and what the status says, for a message. */
    String output() {
        return status() + "\n"
                + processes.entrySet().stream()
                        .map(e -> "--- " + e.getKey() + (e.getValue().isAlive() ? "" : " (ended)") + "\n"
                                + e.getValue().output() + log(e.getKey()))
                        .collect(Collectors.joining("\n"));
    }

    private String status() {
        try {
            return client().ask("/v1/status", List.of()).toPrettyString();
        } catch (NodeException down) {
            return down.getMessage();
        }
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

    private Path configuration(String role) throws IOException {
        return Files.writeString(
                directory.resolve(role + ".properties"),
                """
                model.class=%s
                roles=%s
                node.name=%s
                data.directory=%s
                kafka.bootstrap.servers=%s
                storage.root=storage
                batch.interval=2s
                batch.backoff.first=200ms
                archive.idle.grace=500ms
                archive.file.size=64KiB
                manifest.poll=100ms
                speed.tick=200ms
                speed.port=%d
                speed.endpoints=http://127.0.0.1:%d
                serving.lease=5s
                http.port=%d
                """
                        .formatted(
                                FlightModel.class.getName(),
                                role,
                                role,
                                role,
                                bootstrapServers(),
                                ports[1],
                                ports[1],
                                ports[2]));
    }
}
