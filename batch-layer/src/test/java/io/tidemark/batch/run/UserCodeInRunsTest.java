package io.tidemark.batch.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import io.tidemark.usercode.WhenMostFail;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user's code throws in a run costs its record, or stops its aggregation, as it does in the speed layer. */
class UserCodeInRunsTest {
    @TempDir
    Path directory;

    /** Throws on some trips, and does not tell which field it looks at. */
    private static boolean refuses(Object trip, long amount) {
        if (amount % 5 == 0) {
            throw new AssertionError("five");
        }
        return trip != null;
    }

    private static boolean links(long amount) {
        if (amount == 7) {
            throw new ExceptionInInitializerError(new IllegalStateException("Unsupported JDK"));
        }
        return true;
    }

    private static final Set<Trip> SEEN = ConcurrentHashMap.newKeySet();

    /** Throws the second time that it sees some trips. */
    private static long fickle(Trip trip) {
        if (trip.delay() == 9 && !SEEN.add(trip)) {
            SEEN.remove(trip);
            throw new AssertionError("not pure");
        }
        return trip.delay();
    }

    private static Model model() {
        return Model.of(model -> {
            var trips = model.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at);
            model.aggregation("refused-by-batch")
                    .over(trips)
                    .where(trip -> refuses("", trip.delay()))
                    .groupBy("origin", Trip::origin)
                    .tile(Duration.ofHours(1))
                    .metric("trips", Aggregators.count())
                    .metric("sum", Aggregators.sum(Trip::delay));
            model.aggregation("refused-one-by-one")
                    .over(trips)
                    .groupBy("origin", trip -> refuses(trip, trip.delay()) ? trip.origin() : "")
                    .tile(Duration.ofHours(1))
                    .metric("trips", Aggregators.count());
            model.aggregation("far-dates")
                    .over(trips)
                    .groupBy("day", trip -> trip.delay() > 20 ? LocalDate.MAX : LocalDate.EPOCH)
                    .tile(Duration.ofHours(1))
                    .metric("trips", Aggregators.count());
        });
    }

    @Test
    void aRecordOnWhichCodeThrowsIsLeftOutAndTheRunGoesOn() throws IOException, InterruptedException {
        Batch batch = new Batch(directory).hours(3, 1);
        RunResult result = batch.run(model(), Batch.NEXT);
        assertEquals(List.of(), result.failures());
        assertEquals(3, result.published().size());
        batch.check(model(), "user code");
    }

    private static String interrupting(Trip trip) {
        // Not the thread of the plain fold that the run is compared with.
        if (Thread.currentThread().getName().startsWith("tidemark-run")) {
            Thread.currentThread().interrupt();
        }
        return trip.origin();
    }

    @Test
    void codeThatInterruptsItsThreadEndsNoRun() throws IOException, InterruptedException {
        Model model = Model.of(definition -> definition
                .aggregation("interrupting")
                .over(definition.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at))
                .groupBy("origin", UserCodeInRunsTest::interrupting)
                .tile(Duration.ofHours(1))
                .metric("trips", Aggregators.count()));
        Batch batch = new Batch(directory).hours(3, 1);
        RunResult result = batch.run(model, Batch.NEXT);
        assertEquals(List.of(), result.failures());
        assertEquals(List.of("interrupting"), result.published());
        batch.check(model, "interrupting code");
    }

    @Test
    void aMissingClassFailsItsAggregationAlone() throws IOException, InterruptedException {
        Model model = Model.of(definition -> {
            var trips = definition.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at);
            definition
                    .aggregation("by-batch")
                    .over(trips)
                    .where(trip -> links(trip.delay()))
                    .tile(Duration.ofHours(1))
                    .metric("trips", Aggregators.count());
            definition
                    .aggregation("one-by-one")
                    .over(trips)
                    .tile(Duration.ofHours(1))
                    .metric(
                            "trips",
                            Aggregators.sum(trip -> new HashSet<>(List.of(trip)).size()),
                            trip -> links(trip.delay()));
            definition.aggregation("fine").over(trips).tile(Duration.ofHours(1)).metric("trips", Aggregators.count());
        });
        RunResult result = new Batch(directory).hours(3, 1).run(model, Batch.NEXT);
        assertEquals(List.of("fine"), result.published());
        assertEquals(2, result.failures().size());
        assertTrue(
                result.failures().stream()
                        .allMatch(failure -> failure.toString().contains("TM-CODE-001")
                                && failure.toString().contains("Unsupported JDK")),
                result.failures().toString());
    }

    @Test
    void codeThatFailsOnMostRecordsStopsUnlessThatIsAccepted() throws IOException, InterruptedException {
        Model model = Model.of(definition -> {
            var trips = definition.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at);
            definition
                    .aggregation("fails")
                    .over(trips)
                    .where(trip -> trip.delay() / (trip.delay() < 25 ? 0 : 1) > 0)
                    .tile(Duration.ofHours(1))
                    .metric("trips", Aggregators.count());
            definition
                    .aggregation("accepted")
                    .over(trips)
                    .where(trip -> trip.delay() / (trip.delay() < 25 ? 0 : 1) > 0)
                    .whenMostFail(WhenMostFail.QUARANTINE)
                    .tile(Duration.ofHours(1))
                    .metric("trips", Aggregators.count());
        });
        Batch batch = new Batch(directory).hours(40, 1);
        RunResult result = batch.run(model, Batch.NEXT);
        assertEquals(List.of("accepted"), result.published());
        assertEquals(1, result.failures().size());
        assertTrue(
                result.failures().get(0).toString().contains("TM-CODE-002"),
                result.failures().toString());
    }

    @Test
    void aRecomputeThatCanPassOverNoFileSaysSo() throws IOException, InterruptedException {
        Model model = Model.of(definition -> {
            var trips = definition.stream(Trip.TOPIC, Trip.class)
                    .eventTimeMillis(trip -> trip.at().toEpochMilli() + 1);
            definition
                    .aggregation("computed")
                    .over(trips)
                    .tile(Duration.ofHours(1))
                    .metric("trips", Aggregators.count());
        });
        Batch batch = new Batch(directory).hours(5, 1);
        assertEquals(List.of(), batch.run(model, Batch.NEXT).notes());
        long first = Batch.START.toEpochMilli();
        RunResult some = batch.run(model, new RunRequest.Recompute(Set.of(), new TimeRange(first, first + 1)));
        assertTrue(some.notes().get(0).contains("all of the archive was read"), some.notes()::toString);
        RunResult all = batch.run(model, new RunRequest.Recompute(Set.of(), TimeRange.ALL));
        assertEquals(List.of(), all.notes());
    }

    @Test
    void aRecordThatIsHalfInWhenCodeThrowsIsLeftOutOfAll() throws IOException, InterruptedException {
        Model model = Model.of(definition -> definition
                .aggregation("fickle")
                .over(definition.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at))
                .allTime()
                .metric("trips", Aggregators.count())
                .metric("sum", Aggregators.sum(UserCodeInRunsTest::fickle)));
        Batch batch = new Batch(directory).hours(5, 1);
        RunResult result = batch.run(model, Batch.NEXT);
        assertEquals(List.of(), result.failures());
        assertEquals(List.of("fickle"), result.published());
        assertTrue(result.notes().get(0).contains("left out: "), result.notes().toString());
    }
}
