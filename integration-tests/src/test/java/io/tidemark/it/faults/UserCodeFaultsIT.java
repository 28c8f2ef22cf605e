package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.it.process.KafkaTopic;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a user's code throws, or makes of a record twice, is the same in both layers, and costs one record. */
final class UserCodeFaultsIT {
    private static final String ERRORS = "code-errors";
    private static final String ACCESSORS = "code-accessors";
    private static final String CONSTRUCTORS = "code-constructors";
    private static final String AT = "{\"at\":\"2026-11-21T09:00:00Z\"";

    @TempDir
    private Path directory;

    /** Code that throws. */
    public static final class Throwing implements TidemarkModel {
        /** An event. */
        public record Event(Instant at, String k) {}

        /** An event whose accessor throws where the field is missing. */
        public record Upper(Instant at, String k) {
            @Override
            public String k() {
                return k.toUpperCase(Locale.ROOT);
            }
        }

        /** An event whose constructor is not stable: made of its own components it is another. */
        public record Cents(Instant at, long cents) {
            public Cents {
                cents = cents * 100;
            }
        }

        private static String part(Event event) {
            if (event.k().equals("y")) {
                throw new AssertionError(event.k());
            }
            return "1";
        }

        private static boolean deep(Event event) {
            return event.k().equals("y") ? deep(event) && event.k().isEmpty() : true;
        }

        @Override
        public void define(ModelBuilder model) {
            var events = model.stream(ERRORS, Event.class).eventTime(Event::at);
            model.aggregation("error")
                    .over(events)
                    .groupBy("part", Throwing::part)
                    .tile(Duration.ofMinutes(5))
                    .metric("n", count());
            model.aggregation("deep")
                    .over(events)
                    .where(Throwing::deep)
                    .tile(Duration.ofMinutes(5))
                    .metric("n", count());
            var uppers = model.stream(ACCESSORS, Upper.class).eventTime(Upper::at);
            model.aggregation("accessor")
                    .over(uppers)
                    .groupBy("k", Upper::k)
                    .tile(Duration.ofMinutes(5))
                    .metric("n", count());
            var cents = model.stream(CONSTRUCTORS, Cents.class).eventTime(Cents::at);
            model.aggregation("constructor")
                    .over(cents)
                    .tile(Duration.ofMinutes(5))
                    .metric("cents", sum(Cents::cents));
        }
    }

    @Test
    void whateverCodeThrowsCostsOneRecordInBothLayersAndEverythingGoesOn() {
        Map<String, String> stamped = Map.of("message.timestamp.type", "LogAppendTime");
        KafkaTopic errors = Node.topic(ERRORS).create(1, stamped);
        KafkaTopic accessors = Node.topic(ACCESSORS).create(1, stamped);
        KafkaTopic constructors = Node.topic(CONSTRUCTORS).create(1, stamped);
        try (Node node = Node.start(new Throwing(), directory)) {
            for (KafkaTopic topic : new KafkaTopic[] {errors, accessors}) {
                topic.send(0, AT + ",\"k\":\"x\"}", AT + ",\"k\":\"x\"}");
            }
            errors.send(0, AT + ",\"k\":\"y\"}");
            accessors.send(0, AT + "}");
            constructors.send(0, AT + ",\"cents\":1}");

            node.await("error", "n", Map.of("1", 2L));
            node.await("deep", "n", Map.of("", 2L));
            node.await("accessor", "n", Map.of("X", 2L));
            node.await("constructor", "cents", Map.of("", 100L));
            node.awaitBatch("error", "n", Map.of("1", 2L));
            node.awaitBatch("deep", "n", Map.of("", 2L));
            node.awaitBatch("accessor", "n", Map.of("X", 2L));
            node.awaitBatch("constructor", "cents", Map.of("", 100L));
            assertTrue(node.quarantined() >= 3, () -> node.status().toString());

            errors.send(0, AT + ",\"k\":\"x\"}");
            accessors.send(0, AT + ",\"k\":\"x\"}");
            constructors.send(0, AT + ",\"cents\":1}");
            node.awaitBatch("error", "n", Map.of("1", 3L));
            node.awaitBatch("deep", "n", Map.of("", 3L));
            node.awaitBatch("accessor", "n", Map.of("X", 3L));
            node.awaitBatch("constructor", "cents", Map.of("", 200L));
            node.awaitNoFault();
        }
    }
}
