package io.tidemark.batch.engine;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.sum;
import static io.tidemark.model.Operated.through;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.DistinctTrips;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.engine.task.OrderedEngine;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.run.RunResult;
import io.tidemark.manifest.Remembered;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.operator.Contributions;
import io.tidemark.operator.OpenOperator;
import io.tidemark.operator.Operator;
import io.tidemark.operator.OperatorMemory;
import io.tidemark.seam.RunRequest;
import io.tidemark.testkit.PlainFold;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aggregations with an operator are given whole partitions in the order of the log, after what it looks back at. */
class InLogOrderTest {
    private static final Duration WITHIN = Duration.ofHours(3);
    private static final Model MODEL = Model.of(new Definitions(new DistinctTrips(WITHIN)));

    @TempDir
    Path directory;

    /** One that asks for the order of the log, between two of the same stream that do not. */
    private record Definitions(Operator<Trip> operator) implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var trips = model.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at);
            model.aggregation("all")
                    .over(trips)
                    .groupBy("origin", Trip::origin)
                    .tile(Duration.ofHours(1))
                    .metric("trips", count());
            through(operator, model.aggregation("distinct").over(trips))
                    .where(trip -> trip.delay() != 13)
                    .groupBy("origin", Trip::origin)
                    .tile(Duration.ofHours(1))
                    .metric("trips", count())
                    .metric("delay", sum(Trip::delay));
            model.aggregation("worst").over(trips).allTime().metric("delay", max(Trip::delay));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatAnOperatorLooksBackAtComesBeforeWhateverARunFolds(long seed) throws Exception {
        check(new Batch(directory), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void soItDoesInTheTasksOfOtherEngines(long seed) throws Exception {
        Batch batch = new Batch(directory).withFileRows(50);
        check(batch.withEngine(local -> new OrderedEngine(MODEL, batch.storage(), batch.engine())), seed);
    }

    private static void check(Batch batch, long seed) throws Exception {
        batch.withMemoryBytes(seed % 2 == 0 ? 40_000 : 200_000_000);
        if (seed % 3 == 0) {
            batch.withLists(new ListSettings(2, 4, 2, 2));
        }
        for (int step = 0; step < 5; step++) {
            batch.hours(2, seed * 10 + step);
            RunRequest request = step == 1 ? Batch.TO_THE_END : step == 3 ? someHoursAgain() : Batch.NEXT;
            String history = "seed " + seed + ", step " + step;
            assertEquals(List.of(), batch.run(MODEL, request).failures(), history);
            batch.check(MODEL, history);
        }
    }

    private static RunRequest someHoursAgain() {
        Instant from = Batch.START.plus(Duration.ofHours(2));
        return new RunRequest.Recompute(
                Set.of(), new TimeRange(from.toEpochMilli(), from.plus(WITHIN).toEpochMilli()));
    }

    /** So that the test above sees it when nothing is looked back at. */
    @Test
    void anOperatorThatIsNotPrimedComesToSomethingElse() throws Exception {
        Model lying = Model.of(new Definitions(new DistinctTrips(WITHIN, Duration.ZERO)));
        Batch batch = new Batch(directory);
        batch.hours(2, 1).run(lying, Batch.NEXT);
        batch.check(lying, "of the beginning");
        batch.hours(4, 2).run(lying, Batch.NEXT);
        assertThrows(AssertionError.class, () -> batch.check(lying, "of what came then"));
    }

    @Test
    void aPartThatAsksForOrderIsAUnitOfEachPartitionAndTheOthersAreDividedAsWithoutIt() {
        Batch batch = new Batch(directory).hours(4, 1);
        Archive archive = new Archive(batch.storage());
        List<ArchiveFile> files = archive.partitions(Trip.TOPIC).stream()
                .flatMap(partition -> archive.chain(partition).stream())
                .toList();
        List<Part<?>> parts = List.of(part("all", files), part("distinct", files), part("worst", files));
        Division mixed = Division.of(new Pass(files, parts, "x"));
        Division plain = Division.of(new Pass(files, List.of(parts.get(0), parts.get(2)), "x"));
        int plainly = plain.units().size();
        assertTrue(plainly > 3, plain::toString);
        assertEquals(
                plain.units().stream().map(Division.Unit::files).toList(),
                mixed.units().subList(0, plainly).stream()
                        .map(Division.Unit::files)
                        .toList());
        mixed.units().subList(0, plainly).forEach(unit -> assertEquals(List.of(0, 2), unit.parts()));
        List<Division.Unit> inOrder =
                mixed.units().subList(plainly, mixed.units().size());
        assertEquals(3, inOrder.size());
        for (Division.Unit unit : inOrder) {
            assertEquals(List.of(1), unit.parts());
            PartitionId partition = unit.files().get(0).partition();
            assertEquals(archive.chain(partition), unit.files());
        }
    }

    @SuppressWarnings("unchecked")
    private static Part<Trip> part(String name, List<ArchiveFile> files) {
        Map<PartitionId, OffsetRange> all = new HashMap<>();
        files.forEach(file -> all.put(file.partition(), new OffsetRange(0, Long.MAX_VALUE)));
        return new Part<>(
                (AggregationDefinition<Trip>) MODEL.aggregation(name).orElseThrow(),
                all,
                Map.of(),
                Remembered.NOTHING,
                TimeRange.ALL,
                Part.Onto.ADDED,
                List.of(),
                Long.MIN_VALUE);
    }

    /** Passes each trip on twice, but for those on which it throws. */
    private record Doubled() implements Operator<Trip>, OpenOperator<Trip> {
        @Override
        public Duration lookBack() {
            return Duration.ofHours(1);
        }

        @Override
        public OpenOperator<Trip> open(OperatorMemory memory) {
            return this;
        }

        @Override
        public void prime(Trip trip, long eventTimeMillis, long logClockMillis, long offset) {
            throw new IllegalStateException("of records before the range nothing is told again");
        }

        @Override
        public void take(Trip trip, long eventTimeMillis, long logClockMillis, long offset, Contributions<Trip> into) {
            into.add(trip, eventTimeMillis);
            if (trip.delay() == 3) {
                throw new IllegalStateException("3");
            }
            into.add(trip, eventTimeMillis);
        }
    }

    @Test
    void ofARecordOnWhichAnOperatorThrowsNothingIsFoldedAndItIsToldOfOnce() throws Exception {
        Model doubled = Model.of(new Definitions(new Doubled()));
        Batch batch = new Batch(directory);
        for (int step = 0; step < 2; step++) {
            batch.clock.advance(Duration.ofMinutes(61));
            for (int i = 0; i < 10; i++) {
                batch.log.append(Trip.TOPIC, 0, batch.clock.millis(), new Trip(batch.clock.instant(), "o", i).json());
            }
            batch.archived().clock.advance(Duration.ofHours(2));
            RunResult result = batch.archived().run(doubled, Batch.TO_THE_END);
            assertEquals(List.of(), result.failures());
            assertEquals(1, result.notes().size(), result.notes()::toString);
            assertTrue(result.notes().get(0).contains("\"distinct\": left out: 1 event,"), result.notes()::toString);
        }
        Map<PlainFold.Cell, List<Object>> found =
                batch.results(doubled.aggregation("distinct").orElseThrow(), batch.view("distinct"));
        assertEquals(2, found.size());
        found.values().forEach(row -> assertEquals(List.of(18L, 2L * (45 - 3)), row));
    }
}
