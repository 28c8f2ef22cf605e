package io.tidemark.batch.engine;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;
import static io.tidemark.model.Operated.through;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.DistinctTrips;
import io.tidemark.batch.Trip;
import io.tidemark.batch.engine.task.OrderedEngine;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.storage.FlakyFileSystem;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.RunRequest;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator knows at a tidemark is published with the view, and the next run goes on with it (PROTOCOL 33). */
class RememberedTest {
    private static final Duration WITHIN = Duration.ofHours(10);
    private static final Model MODEL = Model.of(new Definitions());

    @TempDir
    Path directory;

    private static final class Definitions implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var trips = model.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at);
            through(DistinctTrips.byDelay(WITHIN), model.aggregation("distinct").over(trips))
                    .groupBy("origin", Trip::origin)
                    .tile(Duration.ofHours(1))
                    .metric("trips", count())
                    .metric("delay", sum(Trip::delay));
            model.aggregation("all").over(trips).allTime().metric("trips", count());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRunThatGoesOnWithItComesToWhatOneDoesThatReadsTheArchiveAgain(long seed) throws Exception {
        Batch told = new Batch(directory.resolve("a"));
        compare(told, new Batch(directory.resolve("b")), seed, 14);
        int most = mostFiles(told);
        assertTrue(most > 2 && most <= 8, "files of one partition: " + most);
    }

    @Test
    void soItDoesInTheTasksOfOtherEngines() throws Exception {
        compare(ordered(new Batch(directory.resolve("a"))), ordered(new Batch(directory.resolve("b"))), 5, 4);
    }

    private static Batch ordered(Batch batch) {
        return batch.withFileRows(50).withEngine(local -> new OrderedEngine(MODEL, batch.storage(), batch.engine()));
    }

    private static void compare(Batch told, Batch untold, long seed, int steps) throws Exception {
        for (int step = 0; step < steps; step++) {
            String history = "seed " + seed + ", step " + step;
            RunRequest request = step % 5 == 1 ? Batch.TO_THE_END : step % 8 == 3 ? someHoursAgain() : Batch.NEXT;
            for (Batch batch : List.of(told, untold)) {
                // Sometimes nothing comes.
                batch.hours(step == 0 ? 3 : step % 6 == 4 ? 0 : 1, seed * 100 + step);
                assertEquals(List.of(), batch.run(MODEL, request).failures(), history);
                batch.check(MODEL, history);
            }
            assertEquals(rows(untold), rows(told), history);
            Map<Integer, Map<String, Long>> known = known(told);
            assertEquals(readFromTheBeginning(told), known, history);
            Map<Integer, Map<String, Long>> ofThoseThatMoved = known(untold);
            known.keySet().retainAll(ofThoseThatMoved.keySet());
            assertEquals(known, ofThoseThatMoved, history);
            forget(untold);
        }
    }

    private static RunRequest someHoursAgain() {
        long from = Batch.START.plus(Duration.ofHours(2)).toEpochMilli();
        return new RunRequest.Recompute(
                Set.of(), new TimeRange(from, from + Duration.ofHours(3).toMillis()));
    }

    /** As if a version of before had published it. */
    private static void forget(Batch batch) {
        ManifestStore manifests = batch.manifests(batch.storage());
        AggregationView view = batch.view("distinct");
        manifests
                .publish(manifests.newest(), view.remembering(Remembered.NOTHING))
                .orElseThrow();
    }

    /** Over all manifests, which are all kept. */
    private static int mostFiles(Batch batch) {
        ManifestStore manifests = batch.manifests(batch.storage());
        return manifests.numbers().stream()
                .flatMap(number -> manifests.manifest(number).stream())
                .flatMap(manifest -> manifest.viewOrEmpty(distinct().id()).remembered().files().values().stream())
                .mapToInt(List::size)
                .max()
                .orElse(0);
    }

    private static AggregationDefinition<?> distinct() {
        return MODEL.aggregation("distinct").orElseThrow();
    }

    private static List<String> rows(Batch batch) throws IOException {
        List<String> rows = new ArrayList<>();
        HexFormat hex = HexFormat.of();
        for (ViewFile file : batch.view("distinct").files()) {
            new FileBatchViews(batch.storage())
                    .read(
                            file,
                            distinct(),
                            (group, tile, accumulators) ->
                                    rows.add(hex.formatHex(group) + " " + tile + " " + hex.formatHex(accumulators)));
        }
        return rows;
    }

    /** What is published, by partition and key, as far as the operator still looks back at it. */
    private static Map<Integer, Map<String, Long>> known(Batch batch) throws IOException {
        FileBatchViews views = new FileBatchViews(batch.storage(), batch.manifests(batch.storage()));
        AggregationView view = batch.view("distinct");
        Map<Integer, Map<String, Long>> known = new TreeMap<>();
        for (Map.Entry<PartitionId, LogPosition> place : view.positions().entrySet()) {
            if (!view.remembered().tells(place.getKey())) {
                continue;
            }
            Map<String, Long> clocks = new TreeMap<>();
            views.remembered(
                    views.newest().number(),
                    view.id(),
                    place.getKey(),
                    (key, value, clock) -> clocks.put(HexFormat.of().formatHex(key), clock));
            known.put(place.getKey().partition(), ofUse(clocks, place.getValue()));
        }
        return known;
    }

    private static Map<String, Long> ofUse(Map<String, Long> clocks, LogPosition place) {
        long came = LogClock.whenCame(place.logClockMillis(), place.clock().lastStampMillis());
        clocks.values().removeIf(clock -> clock < came - WITHIN.toMillis());
        return clocks;
    }

    private static Map<Integer, Map<String, Long>> readFromTheBeginning(Batch batch) {
        Map<Integer, Map<String, Long>> known = new TreeMap<>();
        batch.view("distinct").positions().forEach((partition, place) -> {
            Map<String, Long> clocks = new TreeMap<>();
            batch.memory(distinct(), partition, place.offset())
                    .forEach((key, value, clock) -> clocks.put(HexFormat.of().formatHex(key), clock));
            known.put(partition.partition(), ofUse(clocks, place));
        });
        return known;
    }

    @Test
    void theArchiveMayBeKeptForShorterThanAnOperatorLooksBack() throws Exception {
        Batch batch =
                new Batch(directory).withLists(new ListSettings(2, 4, 2, 16)).keepingArchive(Duration.ofHours(1));
        for (int step = 0; step < 8; step++) {
            batch.hours(2, step);
            assertEquals(List.of(), batch.run(MODEL, Batch.NEXT).failures());
            batch.check(MODEL, "step " + step);
        }
        forget(batch);
        batch.hours(2, 8);
        RunResult refused = batch.run(MODEL, Batch.NEXT);
        assertEquals(List.of("all"), refused.published());
        String told = refused.failures().get(0).toString();
        assertTrue(told.contains("TM-RUN-014") && told.contains("\"distinct\", operator: looks back PT10H"), told);
    }

    /** A run that dies when all is written, or is overtaken: nothing of it is known, and nothing of it stays. */
    @Test
    void whatIsWrittenAndNotPublishedIsKnownToNobody() throws Exception {
        Batch batch = new Batch(directory).hours(3, 1);
        batch.run(MODEL, Batch.NEXT);
        batch.hours(3, 2);
        Manifest before = batch.manifests(batch.storage()).newest();
        RunResult died = batch.withEngine(local -> new After(local, () -> {
                    throw new IllegalStateException("killed");
                }))
                .run(MODEL, Batch.NEXT);
        assertFalse(died.failures().isEmpty());
        assertEquals(before, batch.manifests(batch.storage()).newest());
        assertTrue(lying().size() > named(before).size(), "something was written: " + lying());
        batch.withEngine(local -> new After(local, new Runnable() {
            private boolean isFirst = true;

            @Override
            public void run() {
                if (isFirst) {
                    isFirst = false;
                    overtake(batch);
                }
            }
        }));
        assertEquals(List.of(), batch.run(MODEL, Batch.TO_THE_END).failures());
        batch.check(MODEL, "of the run that was overtaken");
        assertEquals(readFromTheBeginning(batch), known(batch));

        batch.withEngine(UnaryOperator.identity()).hours(2, 3).run(MODEL, Batch.NEXT);
        assertEquals(readFromTheBeginning(batch), known(batch));
        Manifest newest = batch.manifests(batch.storage()).newest();
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        KeepSettings keep = new KeepSettings(1, Duration.ofDays(1), Duration.ofDays(7));
        new Sweep(batch.storage(), batch.manifests(batch.storage()), later, keep, BatchInterval.HOURLY).sweep();
        assertEquals(named(newest), lying());
    }

    private static void overtake(Batch batch) {
        try {
            assertEquals(
                    List.of(),
                    batch.runOn(batch.storage(), MODEL, UnaryOperator.identity())
                            .execute("other", 1, Batch.NEXT, Progress.UNHEARD)
                            .failures());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record After(Engine engine, Runnable then) implements Engine {
        @Override
        public List<Outcome> run(Pass pass, Progress progress) throws InterruptedException {
            List<Outcome> outcomes = engine.run(pass, progress);
            then.run();
            return outcomes;
        }
    }

    private static Set<String> named(Manifest manifest) {
        return manifest.views().values().stream()
                .flatMap(view -> view.remembered().all().stream())
                .map(EntryFile::path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> lying() throws IOException {
        Path root = directory.resolve("root");
        try (Stream<Path> files = Files.walk(root.resolve("operators"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".parquet"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void aRunThatIsKilledAtAnyOperationLeavesWhatWasKnownOrWhatIsKnownNow() throws Exception {
        Batch batch = new Batch(directory).hours(2, 1);
        batch.run(MODEL, Batch.NEXT);
        batch.hours(2, 2);
        org.apache.hadoop.fs.Path root =
                new org.apache.hadoop.fs.Path(directory.resolve("root").toString());
        boolean isWhole = false;
        int kills = 0;
        for (int operation = 0; !isWhole; operation += 1 + operation / 4) {
            Storage storage = Storage.on(new FlakyFileSystem().killedAt(operation), root);
            try {
                batch.runOn(storage, MODEL).execute("killed" + operation, 1, Batch.NEXT, Progress.UNHEARD);
                isWhole = true;
            } catch (FlakyFileSystem.Killed expected) {
                kills++;
            }
            assertEquals(readFromTheBeginning(batch), known(batch), "killed at " + operation);
        }
        assertTrue(kills > 5, kills + " kills");
        batch.check(MODEL, "at last");
    }

    @Test
    void aPartitionThatIsAddedIsRememberedFromItsBeginning() throws Exception {
        Batch batch = new Batch(directory).hours(2, 1);
        batch.run(MODEL, Batch.NEXT);
        batch.withOnePartitionMore();
        for (int step = 0; step < 2; step++) {
            batch.append(3, 5);
            batch.hours(2, 2 + step).clock.advance(Duration.ofHours(2));
            batch.archived();
            assertEquals(List.of(), batch.run(MODEL, Batch.TO_THE_END).failures());
            batch.check(MODEL, "a partition was added");
            assertEquals(5, known(batch).get(3).size());
            assertEquals(readFromTheBeginning(batch), known(batch));
        }
    }

    /** Be it put in a run, or read of the run before. */
    @Test
    void oneThatRemembersMoreThanARunHasForItIsAFaultByNameAndTheOthersGoOn() throws Exception {
        Batch batch = new Batch(directory).hours(2, 1);
        batch.append(0, 20_000);
        for (int i = 0; i < 10; i++) {
            batch.archived();
        }
        batch.hours(2, 2).withMemoryBytes(100_000);
        assertTooMuch(batch.run(MODEL, Batch.TO_THE_END));
        assertEquals(
                List.of("distinct"),
                batch.withMemoryBytes(100_000_000).run(MODEL, Batch.TO_THE_END).published());
        assertEquals(readFromTheBeginning(batch), known(batch));
        batch.hours(2, 3).withMemoryBytes(100_000);
        assertTooMuch(batch.run(MODEL, Batch.TO_THE_END));
    }

    private static void assertTooMuch(RunResult result) {
        assertEquals(List.of("all"), result.published());
        String told = result.failures().get(0).toString();
        assertTrue(
                told.contains("TM-RUN-018 aggregation \"distinct\", operator: remembers ")
                        && told.contains("where it may take 1 MiB of batch.memory; give more memory"),
                told);
    }

    /** What is remembered is spread over few files, of which those go that nobody looks back at. */
    @Test
    void filesThatLieWhollyFurtherBackThanTheOperatorLooksLeaveTheView() throws Exception {
        Batch batch = new Batch(directory).hours(4, 1);
        batch.run(MODEL, Batch.TO_THE_END);
        Set<String> first = batch.view("distinct").remembered().paths();
        assertEquals(3, first.size());
        batch.clock.advance(WITHIN.plusHours(1));
        Instant now = batch.clock.instant();
        // Two records: one alone does not set a log clock.
        for (int i = 0; i < 2; i++) {
            batch.log.append(Trip.TOPIC, 0, now.toEpochMilli(), new Trip(now, "o1", i).json());
        }
        batch.archived().clock.advance(Duration.ofHours(2));
        batch.archived().run(MODEL, Batch.TO_THE_END);
        Remembered remembered = batch.view("distinct").remembered();
        assertEquals(1, remembered.of(batch.partition(0)).size());
        Set<String> stayed = remembered.paths();
        stayed.retainAll(first);
        assertEquals(2, stayed.size(), "of the partitions that did not move");
        assertEquals(readFromTheBeginning(batch), known(batch));
    }

    /** The very first record came at its own stamp, which may be ahead of the log clocks of what comes after it. */
    @Test
    void whatWasPutLastCountsThoughItLiesFurtherBack() throws Exception {
        Batch batch = new Batch(directory);
        Instant now = batch.clock.instant();
        long ahead = now.plus(Duration.ofDays(1)).toEpochMilli();
        batch.log.append(Trip.TOPIC, 0, ahead, new Trip(now, "x", 1).json());
        trips(batch, "a", "b", "c");
        trips(batch, "x", "d");
        batch.clock.advance(WITHIN.plusHours(1));
        trips(batch, "e", "f");
        trips(batch, "x");
    }

    private static void trips(Batch batch, String... origins) throws Exception {
        for (String origin : origins) {
            Trip trip = new Trip(batch.clock.instant(), origin, 1);
            batch.log.append(Trip.TOPIC, 0, batch.clock.millis(), trip.json());
        }
        batch.archived().clock.advance(Duration.ofHours(2));
        assertEquals(List.of(), batch.archived().run(MODEL, Batch.TO_THE_END).failures());
        batch.check(MODEL, String.join(", ", origins));
    }
}
