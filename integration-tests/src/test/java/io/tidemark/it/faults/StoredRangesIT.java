package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;

import io.tidemark.it.process.KafkaTopic;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decoded or grouped by is stored, or costs one record; it never stops what comes after it. */
final class StoredRangesIT {
    private static final String DATES = "ranges-dates";
    private static final String GROUPS = "ranges-groups";
    private static final String INSTANTS = "ranges-instants";
    private static final Duration TILE = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    /** Values at the ends of what their types can hold. */
    public static final class Ranges implements TidemarkModel {
        /** A date that nobody uses. */
        public record Dated(Instant at, String k, LocalDate until) {}

        /** A date made by code. */
        public record Days(Instant at, int days) {}

        /** A group by an instant. */
        public record Ended(Instant at, Instant end) {}

        @Override
        public void define(ModelBuilder model) {
            var dated = model.stream(DATES, Dated.class).eventTime(Dated::at);
            model.aggregation("dates")
                    .over(dated)
                    .groupBy("k", Dated::k)
                    .tile(TILE)
                    .metric("n", count());
            var days = model.stream(GROUPS, Days.class).eventTime(Days::at);
            model.aggregation("groups")
                    .over(days)
                    .groupBy("until", d -> d.days() < 0 ? LocalDate.MAX : LocalDate.of(2027, 1, 1))
                    .tile(TILE)
                    .metric("n", count());
            var ended = model.stream(INSTANTS, Ended.class).eventTime(Ended::at);
            model.aggregation("instants")
                    .over(ended)
                    .groupBy("end", Ended::end)
                    .tile(TILE)
                    .metric("n", count());
        }
    }

    @Test
    void aValueThatCannotBeStoredCostsOneRecordInBothLayers() {
        Map<String, String> stamped = Map.of("message.timestamp.type", "LogAppendTime");
        KafkaTopic dates = Node.topic(DATES).create(1, stamped);
        KafkaTopic groups = Node.topic(GROUPS).create(1, stamped);
        KafkaTopic instants = Node.topic(INSTANTS).create(1, stamped);
        String at = "{\"at\":\"2026-11-21T09:00:00Z\",";
        try (Node node = Node.start(new Ranges(), directory)) {
            String good = at + "\"k\":\"x\",\"until\":\"2027-01-01\"}";
            dates.send(0, good, at + "\"k\":\"x\",\"until\":\"+999999999-12-31\"}", good);
            groups.send(0, at + "\"days\":1}", at + "\"days\":-1}");
            for (String end :
                    new String[] {"9999-12-31T23:59:59.999Z", "2263-01-01T00:00:00Z", "1600-01-01T00:00:00Z"}) {
                instants.send(0, at + "\"end\":\"" + end + "\"}");
            }
            node.await("dates", "n", Map.of("x", 2L));
            node.awaitBatch("dates", "n", Map.of("x", 2L));
            node.awaitBatch("groups", "n", Map.of("2027-01-01", 1L));
            Map<String, Long> each =
                    Map.of("9999-12-31T23:59:59.999Z", 1L, "2263-01-01T00:00:00Z", 1L, "1600-01-01T00:00:00Z", 1L);
            node.await("instants", "n", each);
            node.awaitBatch("instants", "n", each);

            dates.send(0, good);
            groups.send(0, at + "\"days\":1}");
            node.awaitBatch("dates", "n", Map.of("x", 3L));
            node.awaitBatch("groups", "n", Map.of("2027-01-01", 2L));
            node.awaitNoFault();
        }
    }
}
