package io.tidemark.model;

import static io.tidemark.aggregator.Aggregators.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.testkit.Longest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class UsedFieldsTest {
    private static boolean isFar(Flight flight) {
        return flight.distance() > 1_000;
    }

    private static final Map<Flight, String> NAMES = new HashMap<>();

    @Test
    void eventTimeIsAlwaysUsed() {
        assertEquals(fields("date"), used(a -> a));
    }

    @Test
    void accessorsTellTheirFields() {
        assertEquals(fields("date", "origin", "delay"), used(a -> a.groupBy("origin", Flight::origin)
                .metric("delay", mean(Flight::delay))));
        assertEquals(fields("date", "distance"), used(a -> a.metric("far", sumDouble(Flight::distance))));
    }

    @Test
    void lambdasTellWhatTheyAskTheEvent() {
        int least = 15;
        assertEquals(fields("date", "delay", "destination", "distance"), used(a -> a.where(
                        f -> f.delay() >= least && f.distance() > f.delay())
                .metric("names", distinctCount(f -> "to " + f.destination()))));
        assertEquals(fields("date", "delay", "origin"), used(a -> a.where(f -> f.delay() > 0)
                .where(f -> f.origin() != null)));
        assertEquals(
                fields("date", "cause"),
                used(a -> a.metric("weather", count(), f -> f.cause() == Flight.Cause.WEATHER)));
    }

    @Test
    void anIdByWhichDuplicatesAreKnownTellsItsFields() {
        assertEquals(fields("date", "origin", "distance"), used(a -> a.distinctBy(Flight::origin)
                .and(f -> f.distance() > 9)
                .inOnePartition()
                .within(Duration.ofDays(1))));
        assertEquals(
                Optional.empty(),
                used(a -> a.distinctBy(f -> NAMES.get(f)).inOnePartition().within(Duration.ofDays(1))));
    }

    @Test
    void methodsOfTheEventAndStaticOnesAreFollowed() {
        assertEquals(fields("date", "delay", "origin", "destination"), used(a -> a.groupBy("route", Flight::route)
                .metric("late", count(), Flight::isLate)));
        assertEquals(fields("date", "distance"), used(a -> a.where(UsedFieldsTest::isFar)));
        assertEquals(fields("date", "distance"), used(a -> a.where(f -> !isFar(f))));
    }

    @Test
    void anEventThatGoesElsewhereMayBeReadAsAWhole() {
        assertEquals(Optional.empty(), used(a -> a.where(f -> NAMES.containsKey(f))));
        assertEquals(Optional.empty(), used(a -> a.where(NAMES::containsKey)));
        assertEquals(Optional.empty(), used(a -> a.where(Objects::nonNull)));
        assertEquals(Optional.empty(), used(a -> a.where(f -> f.hashCode() > 0)));
        assertEquals(Optional.empty(), used(a -> a.groupBy("text", f -> String.valueOf(f))));
        assertEquals(
                Optional.empty(),
                used(a -> a.where(f -> {
                    Flight other = f;
                    return other.delay() > 0;
                })));
    }

    @Test
    void anAggregatorOfTheUsersMayReadAnything() {
        assertEquals(Optional.empty(), used(a -> a.metric("longest", new Longest<>(Flight::origin, 5))));
    }

    record Checked(Instant at, String name, int size) {
        Checked {
            Objects.requireNonNull(name);
        }
    }

    @Test
    void aRecordThatChecksItselfIsReadAsAWhole() {
        TidemarkModel definition = model -> model.aggregation("a")
                .over(model.stream("checked", Checked.class).eventTime(Checked::at))
                .tile(Duration.ofHours(1))
                .metric("count", count());
        assertEquals(Optional.empty(), of(definition));
    }

    @Test
    void aDefinitionTellsWhatEachPartReads() {
        TidemarkModel definition = model -> model.aggregation("a")
                .over(model.stream("flights", Flight.class).eventTime(Flight::date))
                .where(f -> f.delay() > 0)
                .groupBy("origin", Flight::origin)
                .tile(Duration.ofHours(1))
                .metric("distance", sumDouble(Flight::distance));
        assertEquals(
                Optional.of(
                        new UsedFields.Parts(Set.of("date"), Set.of("delay"), Set.of("origin"), Set.of("distance"))),
                partsOf(definition));
    }

    record Timed(Instant at, Long millis, int seconds) {
        long twice() {
            return 2 * millis;
        }

        static Instant of(Timed timed) {
            return timed.at;
        }

        @Override
        public int seconds() {
            return seconds + 1;
        }
    }

    @Test
    void anEventTimeThatIsAComponentIsKnown() {
        assertEquals(Optional.of("at"), timeOf(stream -> stream.eventTime(Timed::at)));
        assertEquals(Optional.of("millis"), timeOf(stream -> stream.eventTimeMillis(Timed::millis)));
        assertEquals(Optional.empty(), timeOf(stream -> stream.eventTimeMillis(Timed::twice)));
        assertEquals(Optional.empty(), timeOf(stream -> stream.eventTimeMillis(Timed::seconds)));
        assertEquals(Optional.empty(), timeOf(stream -> stream.eventTime(Timed::of)));
        assertEquals(Optional.empty(), timeOf(stream -> stream.eventTimeMillis(timed -> 1_000L * timed.seconds())));
    }

    private static Optional<String> timeOf(UnaryOperator<StreamBuilder<Timed>> time) {
        TidemarkModel definition = model -> model.aggregation("a")
                .over(time.apply(model.stream("timed", Timed.class)))
                .tile(Duration.ofHours(1))
                .metric("count", count());
        return UsedFields.timeOf(Model.of(definition).streams().get(0));
    }

    private static Optional<Set<String>> fields(String... names) {
        return Optional.of(Set.of(names));
    }

    private static Optional<Set<String>> used(UnaryOperator<AggregationBuilder<Flight>> change) {
        TidemarkModel definition = model -> change.apply(model.aggregation("a")
                .over(model.stream("flights", Flight.class).eventTime(Flight::date))
                .tile(Duration.ofHours(1))
                .metric("flights", count()));
        return of(definition);
    }

    private static Optional<Set<String>> of(TidemarkModel definition) {
        Model model = Model.of(definition);
        return UsedFields.of(model.aggregations().get(0), model.streams().get(0));
    }

    private static Optional<UsedFields.Parts> partsOf(TidemarkModel definition) {
        Model model = Model.of(definition);
        return UsedFields.partsOf(model.aggregations().get(0), model.streams().get(0));
    }
}
