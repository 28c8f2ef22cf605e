package io.tidemark.it.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.examples.flights.FlightModel;
import io.tidemark.it.oracle.Examiner;
import io.tidemark.it.oracle.Examiner.Answered;
import io.tidemark.it.oracle.Flights;
import io.tidemark.it.oracle.LocalSystem;
import io.tidemark.it.oracle.LogCopy;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.oracle.StagedSender;
import io.tidemark.launcher.broker.EmbeddedBroker;
import io.tidemark.launcher.client.RemoteBatchControl;
import io.tidemark.model.Model;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExactnessIT {
    private static final Instant FLIGHTS_END = Instant.parse("2001-01-02T00:00:00Z");
    private static final int FLIGHT_PARTITIONS = 4;
    private static final int READING_PARTITIONS = 3;
    private static final int WIDE_GROUPS = 100_000;
    private static final int ECHOED = 7;
    private static final int STAGES = 60;
    private static final Duration PAUSE = Duration.ofMillis(350);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final long seed = Long.getLong("tidemark.it.seed", 20_010_101);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Model model = Model.of(new HardModel());

    @Test
    void everyAnswerIsThePlainFoldOfTheRecordsBelowItsAsOf(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"))) {
            broker.createTopic(FlightModel.TOPIC, FLIGHT_PARTITIONS);
            broker.createTopic(HardModel.READINGS, READING_PARTITIONS);
            broker.createTopic(HardModel.ECHOES, 1);
            try (LocalSystem system =
                            start(directory, broker, "one", Map.of("speed.port", "0", "archive.file.size", "32KiB"));
                    LogCopy log = new LogCopy(
                            broker.bootstrapServers(),
                            Map.of(
                                    FlightModel.TOPIC,
                                    FLIGHT_PARTITIONS,
                                    HardModel.READINGS,
                                    READING_PARTITIONS,
                                    HardModel.ECHOES,
                                    1));
                    StagedSender sender = new StagedSender(broker.bootstrapServers(), records(), STAGES, PAUSE)) {
                Examiner examiner = new Examiner(system.client(), model, log, random);
                examineWhile(sender, system, examiner, directory, broker);
                settle(system, log, examiner);
                new FlightsInSql(system.client(), directory.resolve("storage"), FLIGHTS_END).compare();
            }
        } catch (AssertionError wrong) {
            throw new AssertionError("run again with -Dtidemark.it.seed=" + seed + ": " + wrong.getMessage(), wrong);
        }
    }

    private LocalSystem start(Path directory, EmbeddedBroker broker, String name, Map<String, String> further) {
        Map<String, String> settings = new java.util.HashMap<>(further);
        settings.put("node.name", name);
        settings.put("data.directory", name);
        return LocalSystem.start(model, directory, broker.bootstrapServers(), settings);
    }

    /** Orders are given as the sending goes on, so that each falls into the middle of things. */
    private void examineWhile(
            StagedSender sender, LocalSystem system, Examiner examiner, Path directory, EmbeddedBroker broker)
            throws IOException {
        RemoteBatchControl control = new RemoteBatchControl(system.client());
        List<String> ordered = new ArrayList<>();
        Set<Object> tidemarks = new HashSet<>();
        int answers = 0;
        LocalSystem second = null;
        Examiner ofSecond = null;
        try {
            while (sender.progress() < 1) {
                sender.step();
                Answered answered = (ofSecond != null && answers % 3 == 0 ? ofSecond : examiner).examine();
                answers++;
                tidemarks.add(answered.aggregation() + answered.tidemark());
                if (ordered.size() < ORDERS.size()
                        && sender.progress() > (ordered.size() + 1.0) / (ORDERS.size() + 2)) {
                    ordered.add(control.request(ORDERS.get(ordered.size())));
                }
                if (second == null && sender.progress() > 0.5) {
                    second = start(directory, broker, "two", second(system));
                    await(second);
                    ofSecond = examiner.of(second.client());
                }
            }
        } finally {
            if (second != null) {
                second.close();
            }
        }
        assertTrue(answers >= 50, answers + " answers are too few to say anything");
        assertTrue(tidemarks.size() > model.aggregations().size() * 3, "tidemarks moved too little: " + tidemarks);
        for (String id : ordered) {
            Patience.until(PATIENCE, () -> "run " + id, () -> isOver(control, id));
        }
    }

    private static final List<RunRequest> ORDERS = List.of(
            new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, false),
            new RunRequest.Recompute(Set.of(), TimeRange.ALL),
            new RunRequest.Incremental(Set.of("by-source", "routes"), RunRequest.Cut.ARCHIVE_END, false),
            new RunRequest.Recompute(
                    Set.of("by-source"),
                    new TimeRange(
                            Instant.parse("2001-03-01T05:00:00Z").toEpochMilli(),
                            Instant.parse("2001-03-01T09:00:00Z").toEpochMilli())));

    /** A serving node alone, which asks the first one's speed layer and leases tidemarks of its own. */
    private static Map<String, String> second(LocalSystem first) {
        return Map.of(
                "roles",
                "serving",
                "speed.endpoints",
                first.node().speedUri().orElseThrow().toString());
    }

    private static void await(LocalSystem system) {
        Patience.until(
                PATIENCE,
                () -> "the second node is not ready",
                () -> system.client().ask("/v1/status", List.of()).path("ready").asBoolean());
    }

    private static boolean isOver(RemoteBatchControl control, String id) {
        RunReport.State state = control.run(id).map(RunReport::state).orElse(RunReport.State.QUEUED);
        return switch (state) {
            case PUBLISHED, NOTHING_NEW -> true;
            case QUEUED, RUNNING -> false;
            case FAILED -> throw new AssertionError("a run failed: " + control.run(id));
        };
    }

    /** Until batch answers for every record; the answers must be right all the while. */
    private void settle(LocalSystem system, LogCopy log, Examiner examiner) {
        RemoteBatchControl control = new RemoteBatchControl(system.client());
        Set<String> covered = new HashSet<>();
        Map<?, Long> ends = log.ends();
        Patience.until(PATIENCE, () -> "batch covers only " + covered + ", ends " + ends + told(system), () -> {
            Answered answered = examiner.examine();
            cutAtTheEnd(control);
            long end = model.aggregation(answered.aggregation()).orElseThrow().input().topics().stream()
                    .mapToLong(topic -> sum(ends, topic))
                    .sum();
            if (answered.tidemark().offsets().values().stream()
                            .mapToLong(Long::longValue)
                            .sum()
                    == end) {
                assertEquals(answered.tidemark(), answered.asOf());
                covered.add(answered.aggregation());
            }
            return covered.size() == model.aggregations().size();
        });
    }

    /** Where the archive's last file ends inside an epoch, no scheduled run takes it. */
    private static void cutAtTheEnd(RemoteBatchControl control) {
        boolean isAsked = control.runs(20).stream()
                .anyMatch(run ->
                        run.state() == RunReport.State.QUEUED && run.trigger().equals("request"));
        if (!isAsked) {
            control.request(ORDERS.get(0));
        }
    }

    private static String told(LocalSystem system) {
        JsonNode status = system.client().ask("/v1/status", List.of());
        return "\n" + status.path("faults") + "\n" + status.path("archive") + "\n" + status.path("runs") + "\n"
                + status.path("aggregations");
    }

    private static long sum(Map<?, Long> ends, String topic) {
        return ends.entrySet().stream()
                .filter(end -> end.getKey().toString().startsWith(topic))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private List<ProducerRecord<byte[], byte[]>> records() throws IOException {
        List<ProducerRecord<byte[], byte[]>> flights = Flights.records(FLIGHTS_END, FLIGHT_PARTITIONS);
        List<ProducerRecord<byte[], byte[]>> readings = new ArrayList<>();
        for (byte[] record : HardCases.of(random.split(), WIDE_GROUPS)) {
            readings.add(new ProducerRecord<>(HardModel.READINGS, random.nextInt(READING_PARTITIONS), null, record));
            if (readings.size() % ECHOED == 0) {
                readings.add(new ProducerRecord<>(HardModel.ECHOES, 0, null, record));
            }
        }
        return merged(flights, readings);
    }

    /** Both in their order, side by side from the beginning to the end. */
    private static <T> List<T> merged(List<T> a, List<T> b) {
        List<T> all = new ArrayList<>();
        for (int i = 0, j = 0; i < a.size() || j < b.size(); ) {
            if (j == b.size() || (i < a.size() && (long) i * b.size() <= (long) j * a.size())) {
                all.add(a.get(i++));
            } else {
                all.add(b.get(j++));
            }
        }
        return all;
    }
}
