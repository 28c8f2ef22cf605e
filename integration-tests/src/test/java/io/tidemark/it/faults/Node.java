package io.tidemark.it.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.fault.Fault;
import io.tidemark.it.oracle.LocalSystem;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.TheBroker;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.client.NodeException;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A whole node in this JVM, on the one broker unless it is told of another, asked over HTTP as a user would. */
public final class Node implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LocalSystem system;
    private final NodeClient client;

    private Node(LocalSystem system) {
        this.system = system;
        this.client = system.client();
    }

    /** @param further keys of the configuration */
    static Node start(TidemarkModel model, Path directory, Map<String, String> further) {
        return startOn(TheBroker.bootstrapServers(), model, directory, further);
    }

    /**
     * Starts a node on another broker.
     *
     * @param further keys of the configuration
     */
    public static Node startOn(
            String bootstrapServers, TidemarkModel model, Path directory, Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(Map.of(
                // Of its own, so that the tests' groups on the one broker do not meet.
                "group.prefix", directory.getFileName().toString(),
                "batch.interval", "1s",
                "batch.backoff.first", "100ms",
                "batch.backoff.longest", "500ms",
                "archive.idle.grace", "200ms"));
        settings.putAll(further);
        return new Node(LocalSystem.start(Model.of(model), directory, bootstrapServers, settings));
    }

    static Node start(TidemarkModel model, Path directory) {
        return start(model, directory, Map.of());
    }

    public NodeClient client() {
        return client;
    }

    /** Where it is asked. */
    URI uri() {
        return system.node().uri().orElseThrow();
    }

    /** A topic on the one broker. */
    static KafkaTopic topic(String name) {
        return KafkaTopic.named(TheBroker.bootstrapServers(), name);
    }

    /** An aggregation over all time. */
    public JsonNode answer(String aggregation, Parameter... further) {
        List<Parameter> parameters = new ArrayList<>(List.of(new Parameter("window", "all")));
        parameters.addAll(List.of(further));
        return client.ask("/v1/aggregations/" + NodeClient.segment(aggregation) + "/query", parameters);
    }

    /** Each group's figure over all time, under the group's values with commas between. */
    public SortedMap<String, Long> figures(String aggregation, String metric) {
        SortedMap<String, Long> figures = new TreeMap<>();
        for (JsonNode row : answer(aggregation).path("rows")) {
            List<String> group = new ArrayList<>();
            row.path("group").forEach(value -> group.add(value.asText()));
            figures.put(
                    String.join(",", group), row.path("metrics").path(metric).asLong());
        }
        return figures;
    }

    /** Waits until these are the figures, whoever they come from. */
    public void await(String aggregation, String metric, Map<String, Long> figures) {
        Patience.until(
                PATIENCE,
                () -> "not " + figures + " but " + answerOrFault(aggregation) + "\n" + told(),
                () -> figures.equals(figuresOrNone(aggregation, metric)));
    }

    /** Waits until batch alone answers these figures: a run has published all of it, and serving follows. */
    public void awaitBatch(String aggregation, String metric, Map<String, Long> figures) {
        Patience.until(
                PATIENCE,
                () -> "batch does not answer " + figures + " but " + answerOrFault(aggregation) + "\n" + told(),
                () -> figures.equals(figuresOrNone(aggregation, metric)) && isFromBatch(aggregation));
    }

    /** Waits until nothing is missing from the answer. */
    public void awaitComplete(String aggregation) {
        Patience.until(
                PATIENCE,
                () -> "not complete: " + answerOrFault(aggregation) + "\n" + told(),
                () -> answer(aggregation).path("complete").asBoolean());
    }

    /** Waits until a fault stands that says all of this. */
    public void awaitFault(String... texts) {
        Patience.until(PATIENCE, () -> "no fault says " + List.of(texts) + "\n" + told(), () -> faults().stream()
                .anyMatch(fault -> List.of(texts).stream().allMatch(fault::contains)));
    }

    public void awaitNoFault() {
        Patience.until(PATIENCE, () -> "still: " + faults(), () -> faults().isEmpty());
    }

    /** The faults that the status names, of all layers. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (JsonNode ofLayer : status().findValues("faults")) {
            for (JsonNode fault : ofLayer) {
                faults.add(
                        fault.path("code").asText() + " " + fault.path("place").asText() + ": "
                                + fault.path("fault").asText() + "; "
                                + fault.path("mend").asText());
            }
        }
        return faults;
    }

    /** Waits until the speed layer itself says all of this. */
    public void awaitRealtimeFault(String... texts) {
        Patience.until(
                PATIENCE,
                () -> "the speed layer does not say " + List.of(texts) + "\n" + told(),
                () -> system.node().realtime().orElseThrow().status().faults().stream()
                        .anyMatch(fault -> says(fault, texts)));
    }

    /** Waits until the batch layer itself says all of this. */
    public void awaitBatchFault(String... texts) {
        Patience.until(PATIENCE, () -> "the batch layer does not say " + List.of(texts) + "\n" + told(), () -> {
            try {
                return system.node().control().status().faults().stream().anyMatch(fault -> says(fault, texts));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static boolean says(Fault fault, String... texts) {
        return List.of(texts).stream().allMatch(fault.toString()::contains);
    }

    /** How many records the speed layer has quarantined. */
    long quarantined() {
        long quarantined = 0;
        for (JsonNode node : status().path("realtime")) {
            quarantined += node.path("quarantinedRecords").asLong();
        }
        return quarantined;
    }

    /** How many records the archive's quarantine holds. */
    long quarantinedInArchive() {
        long quarantined = 0;
        for (JsonNode partition : status().path("archive")) {
            quarantined += partition.path("quarantined").asLong();
        }
        return quarantined;
    }

    /** Has batch compute all anew, and returns once that is published. */
    public void recompute() {
        try {
            String run = system.node().control().request(new RunRequest.Recompute(Set.of(), TimeRange.ALL));
            Patience.until(PATIENCE, this::told, () -> isPublished(run));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isPublished(String run) {
        try {
            return system.node()
                    .control()
                    .run(run)
                    .filter(report -> report.state() == RunReport.State.PUBLISHED)
                    .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode status() {
        return client.ask("/v1/status", List.of());
    }

    private boolean isFromBatch(String aggregation) {
        for (JsonNode row : answer(aggregation).path("rows")) {
            if (!row.path("origin").asText().equals("batch")) {
                return false;
            }
        }
        return true;
    }

    private SortedMap<String, Long> figuresOrNone(String aggregation, String metric) {
        try {
            return figures(aggregation, metric);
        } catch (NodeException notYet) {
            return new TreeMap<>();
        }
    }

    private String answerOrFault(String aggregation) {
        try {
            return answer(aggregation).toString();
        } catch (NodeException refused) {
            return refused.getMessage();
        }
    }

    private String told() {
        return status().toString();
    }

    @Override
    public void close() {
        system.close();
    }
}
