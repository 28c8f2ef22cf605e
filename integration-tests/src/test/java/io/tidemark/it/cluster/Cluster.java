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

/** A broker and processes of one role each, all of them on this machine and on ports that they keep. */
final class Cluster implements AutoCloseable {
    static final int PARTITIONS = 4;
    private static final int LOG_LINES = 60;

    private final Map<String, CommandProcess> processes = new LinkedHashMap<>();
    private final Path directory;
    private final int[] ports;

    /** One process, named after what it is; it keeps its settings. */
    record Member(String name, String role, Map<String, String> settings) {}

    private Cluster(Path directory) {
        this.directory = directory;
        this.ports = FreePorts.some(3);
    }

    /** One process for each role; the speed node is named to the serving node. */
    static Cluster start(Path directory) throws IOException {
        Cluster cluster = new Cluster(directory);
        Map<String, String> fixed = Map.of(
                "speed.port",
                String.valueOf(cluster.ports[1]),
                "speed.endpoints",
                "http://127.0.0.1:" + cluster.ports[1]);
        return cluster.start(List.of(
                new Member("speed", "speed", fixed),
                new Member("batch", "batch", Map.of()),
                new Member("serving", "serving", fixed)));
    }

    /** A batch and a serving node, and speed nodes that announce themselves: the replica of each by its name. */
    static Cluster start(Path directory, Map<String, String> replicas) throws IOException {
        List<Member> members = replicas.entrySet().stream()
                .map(each ->
                        new Member(each.getKey(), "speed", Map.of("speed.replica", each.getValue(), "speed.port", "0")))
                .collect(Collectors.toList());
        members.add(new Member("batch", "batch", Map.of()));
        members.add(new Member("serving", "serving", Map.of()));
        return new Cluster(directory).start(members);
    }

    /** Starts the broker first, and each member without waiting for the others. */
    private Cluster start(List<Member> members) throws IOException {
        processes.put(
                "kafka",
                new CommandProcess(
                        directory.resolve("kafka.out"),
                        "broker",
                        "--port",
                        String.valueOf(ports[0]),
                        "--directory",
                        directory.resolve("kafka").toString(),
                        "--topic",
                        FlightModel.TOPIC + "=" + PARTITIONS));
        for (Member member : members) {
            processes.put(member.name(), process(member.name(), configuration(member)));
        }
        processes.values().forEach(CommandProcess::start);
        return this;
    }

    private CommandProcess process(String output, Path configuration) {
        return new CommandProcess(directory.resolve(output + ".out"), "run", "--config", configuration.toString());
    }

    CommandProcess process(String name) {
        return processes.get(name);
    }

    /** One more process with a member's own configuration. */
    CommandProcess another(String name) {
        return process("another", directory.resolve(name + ".properties"));
    }

    /** A speed node of another installation, which has this one's names. */
    CommandProcess stranger() throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Member stranger = new Member("stranger", "speed", Map.of("speed.port", "0", "speed.replica", "a"));
        String theirs =
                Files.readString(configuration(stranger)).replace("storage.root=storage", "storage.root=" + elsewhere);
        return process("stranger", Files.writeString(directory.resolve("stranger.properties"), theirs));
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

    private Path configuration(Member member) throws IOException {
        String own = member.settings().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                .collect(Collectors.joining());
        return Files.writeString(
                directory.resolve(member.name() + ".properties"),
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
                serving.lease=5s
                http.port=%d
                """
                                .formatted(
                                        FlightModel.class.getName(),
                                        member.role(),
                                        member.name(),
                                        member.name(),
                                        bootstrapServers(),
                                        ports[2])
                        + own);
    }
}
