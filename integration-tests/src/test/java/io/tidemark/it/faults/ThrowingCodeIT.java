package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.EventDecoder;
import io.tidemark.event.EventFormat;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.FieldFormat;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.json.Json;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each place in which a user's code runs throws an Exception at one record and an Error at another. */
final class ThrowingCodeIT {
    private static final List<String> PLACES =
            List.of("throws-accessor", "throws-time", "throws-decoder", "throws-codec", "throws-fields");

    @TempDir
    private Path directory;

    /** Code that throws, in each place. */
    public static final class Throwing implements TidemarkModel {
        /** An event. */
        public record Event(Instant at, String k) {}

        /** An event whose accessor throws. */
        public record Touchy(Instant at, String k) {
            @Override
            public String k() {
                return checked(k);
            }
        }

        /** An event with a date. */
        public record Dated(Instant at, String k, LocalDate day) {}

        @Override
        public void define(ModelBuilder model) {
            var touchy = model.stream("throws-accessor", Touchy.class).eventTime(Touchy::at);
            model.aggregation("throws-accessor")
                    .over(touchy)
                    .groupBy("k", Touchy::k)
                    .tile(Duration.ofMinutes(5))
                    .metric("n", count());
            var timed = model.stream("throws-time", Event.class).eventTime(event -> {
                checked(event.k());
                return event.at();
            });
            model.aggregation("throws-time")
                    .over(timed)
                    .groupBy("k", Event::k)
                    .tile(Duration.ofMinutes(5))
                    .metric("n", count());
            var decoded = model.stream("throws-decoder", Event.class)
                    .format(new ThrowingFormat())
                    .eventTime(Event::at);
            model.aggregation("throws-decoder")
                    .over(decoded)
                    .groupBy("k", Event::k)
                    .tile(Duration.ofMinutes(5))
                    .metric("n", count());
            var coded = model.stream("throws-codec", Event.class).eventTime(Event::at);
            model.aggregation("throws-codec")
                    .over(coded)
                    .groupBy("all", event -> "x")
                    .tile(Duration.ofMinutes(5))
                    .metric("n", count())
                    .metric("last", new ThrowingCodec());
            var dated = model.stream("throws-fields", Dated.class)
                    .format(new UnstorableFields())
                    .eventTime(Dated::at);
            model.aggregation("throws-fields")
                    .over(dated)
                    .groupBy("k", Dated::k)
                    .tile(Duration.ofMinutes(5))
                    .metric("n", count());
        }
    }

    private static String checked(String k) {
        if (k.equals("exception")) {
            throw new IllegalStateException(k);
        }
        if (k.equals("error")) {
            throw new AssertionError(k);
        }
        return k;
    }

    /** JSON, but for what it throws. */
    public static final class ThrowingFormat implements EventFormat {
        @Override
        public String name() {
            return "throwing";
        }

        @Override
        public <E> EventDecoder<E> decoder(Class<E> event) {
            EventDecoder<E> json = new Json().decoder(event);
            return (bytes, offset, length) -> {
                E decoded = json.decode(bytes, offset, length);
                checked(((Throwing.Event) decoded).k());
                return decoded;
            };
        }
    }

    /** JSON whose dates are, of some records, none that can be stored. */
    public static final class UnstorableFields implements FieldFormat {
        private final Json json = new Json();

        @Override
        public String name() {
            return "unstorable";
        }

        @Override
        public boolean tellsTypes() {
            return true;
        }

        @Override
        public <E> FieldDecoder fields(Class<E> event, Set<String> components, UndeclaredFields undeclared) {
            return spoilt(json.fields(event, components, undeclared));
        }

        @Override
        public <E> FieldDecoder archived(Class<E> event, Set<String> components) {
            return spoilt(json.archived(event, components));
        }

        private static FieldDecoder spoilt(FieldDecoder json) {
            return (bytes, offset, length) -> {
                ComponentValues values = json.decode(bytes, offset, length);
                if ("exception".equals(values.objectAt(1))) {
                    values.put(2, LocalDate.MAX);
                }
                if ("error".equals(values.objectAt(1))) {
                    values.put(1, "\ud800");
                }
                return values;
            };
        }
    }

    /** The last text, whose accumulator cannot always be written. */
    public static final class ThrowingCodec implements Aggregator<Throwing.Event, String[], String> {
        @Override
        public String[] create() {
            return new String[] {""};
        }

        @Override
        public void add(String[] accumulator, Throwing.Event event, EventPosition at) {
            accumulator[0] = event.k();
        }

        @Override
        public void merge(String[] into, String[] from) {
            into[0] = from[0].compareTo(into[0]) > 0 ? from[0] : into[0];
        }

        @Override
        public String result(String[] accumulator) {
            return accumulator[0];
        }

        @Override
        public void write(String[] accumulator, ByteWriter out) {
            out.writeString(checked(accumulator[0]));
        }

        @Override
        public String[] read(ByteReader in) {
            return new String[] {in.readString()};
        }

        @Override
        public ResultType resultType() {
            return ResultType.STRING;
        }

        @Override
        public String describe() {
            return "throwing-codec";
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.EXACT);
        }
    }

    @Test
    void whereverItIsItCostsThatRecordInBothLayersAndEverythingGoesOn() {
        for (String place : PLACES) {
            Node.topic(place).create(1, Map.of());
        }
        try (Node node = Node.start(new Throwing(), directory)) {
            for (String place : PLACES) {
                send(place, "x", "exception", "error", "x");
            }
            for (String place : PLACES) {
                node.await(place, "n", Map.of("x", 2L));
            }
            for (String place : PLACES) {
                node.awaitBatch(place, "n", Map.of("x", 2L));
            }
            assertTrue(node.quarantined() >= 2L * PLACES.size(), () -> node.status()
                    .toString());
            for (String place : PLACES) {
                send(place, "x");
            }
            for (String place : PLACES) {
                node.awaitBatch(place, "n", Map.of("x", 3L));
            }
            node.awaitNoFault();
        }
    }

    private static void send(String topic, String... texts) {
        KafkaTopic to = Node.topic(topic);
        for (String k : texts) {
            to.send(0, "{\"at\":\"2026-11-21T09:00:00Z\",\"k\":\"" + k + "\",\"day\":\"2026-11-21\"}");
        }
    }
}
