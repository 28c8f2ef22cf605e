package io.tidemark.batch.run;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.batch.Batch.ALL_AGAIN;
import static io.tidemark.batch.Batch.NEXT;
import static io.tidemark.batch.Batch.TO_THE_END;
import static io.tidemark.model.Operated.through;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.DistinctTrips;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.FileBeginnings;
import io.tidemark.batch.archive.LostBeginningException;
import io.tidemark.batch.archive.keep.ArchiveSweep;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Ended;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.RunRequest;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.EndedLog;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A log that has ended, and the one in its place: a view is of both, whatever of the first was in it before. */
class EndedLogTest extends OneBatchLayer {
    /** So small that there are several at once. */
    private static final ListSettings LISTS = new ListSettings(2, 4, 6, 16);

    @Test
    void theNextRunTakesInWhatWasArchivedOfTheLogThatEnded() throws Exception {
        batch.hours(3, 1);
        batch.run(NEXT);
        AggregationView before = batch.view("by-origin");
        batch.hours(2, 11);
        Batch second = inItsPlace(batch, Map.of());
        assertTrue(ended(before, second).values().stream().anyMatch(ended -> !ended.isWhole()));

        second.hours(3, 2);
        second.run(TO_THE_END);
        second.check(MODEL, "of both logs");
        AggregationView after = second.view("by-origin");
        assertEquals(3, after.ended().size());
        assertTrue(after.ended().values().stream().allMatch(Ended::isWhole));
        assertEquals(3, after.tidemark().positions().size());

        second.run(ALL_AGAIN);
        second.check(MODEL, "recomputed");
        assertEquals(after.positions(), second.view("by-origin").positions());
        second.hours(1, 3);
        second.run(NEXT);
        second.check(MODEL, "gone on with");
    }

    private static final class Distinct implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var trips = model.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at);
            through(
                            DistinctTrips.byDelay(Duration.ofHours(4)),
                            model.aggregation("distinct").over(trips))
                    .allTime()
                    .metric("trips", count());
        }
    }

    @Test
    void whatAnOperatorRemembersOfALogThatEndedIsNeededUpToItsEnd() throws Exception {
        Model model = Model.of(new Distinct());
        batch.hours(3, 1);
        batch.run(model, NEXT);
        batch.hours(2, 11);
        Batch second = inItsPlace(batch, Map.of());
        second.hours(3, 2);
        for (RunRequest request : List.of(TO_THE_END, ALL_AGAIN, NEXT)) {
            assertEquals(List.of(), second.run(model, request).failures());
            second.check(model, "of both logs, after " + request);
            AggregationView view = second.view("distinct");
            assertEquals(
                    view.tidemark().positions().keySet(),
                    view.remembered().files().keySet(),
                    "of the log that is there alone");
            second.hours(1, 3);
        }
    }

    @Test
    void aViewThatIsNewIsBuiltOfAllLogs() throws Exception {
        batch.hours(2, 4);
        Batch second = inItsPlace(batch, Map.of());
        second.hours(2, 5);
        Batch third = inItsPlace(second, Map.of(1, 0L));
        third.hours(2, 6);
        third.run(TO_THE_END);
        third.check(MODEL, "of three logs");
        assertEquals(6, third.view("by-origin").ended().size());
    }

    @Test
    void ofTheLogInItsPlaceOnlyWhatComesAfterTheNamedPositionCounts() throws Exception {
        batch.hours(2, 7);
        batch.run(TO_THE_END);
        Batch second = inItsPlace(batch, Map.of(0, 5L, 2, 7L), log -> {
            for (int i = 0; i < 10; i++) {
                for (int partition = 0; partition < 3; partition++) {
                    log.append(
                            Trip.TOPIC,
                            partition,
                            Batch.START.toEpochMilli(),
                            new Trip(Batch.START, "copied", 1).json());
                }
            }
        });
        second.hours(2, 8);
        second.run(TO_THE_END);
        second.check(MODEL, "from a named position");
        assertEquals(
                Map.of(second.partition(0), 5L, second.partition(2), 7L),
                second.view("by-origin").since().offsets());
    }

    @Test
    void whatSaysThatALogEndedIsNeverMissedOrMixed() throws Exception {
        batch.hours(2, 9);
        Batch second = inItsPlace(batch, Map.of());
        second.hours(2, 10);
        Since said = new FileBeginnings(batch.storage()).find(Trip.TOPIC).orElseThrow();
        assertFalse(new FileBeginnings(batch.storage()).succeed(said), "it was said before");

        var file = directory.resolve("root/logs/trips/2.json");
        byte[] written = Files.readAllBytes(file);
        Files.delete(file);
        assertThrows(LostBeginningException.class, () -> new Archive(batch.storage()).partitions(Trip.TOPIC));
        written[written.length / 2] ^= 1;
        Files.write(file, written);
        assertThrows(StorageException.class, () -> new FileBeginnings(batch.storage()).find(Trip.TOPIC));
    }

    @Test
    void whatListsNameOfALogThatEndedIsReadLikeTheRest() throws Exception {
        batch.withLists(LISTS).hours(12, 12);
        batch.run(NEXT);
        assertFalse(batch.manifests(batch.storage())
                .newest()
                .archive(Trip.TOPIC)
                .chains()
                .isEmpty());
        batch.hours(2, 13);
        Batch second = inItsPlace(batch, Map.of()).withLists(LISTS);
        for (int i = 0; i < 2; i++) {
            second.hours(8, 14 + i);
            assertEquals(List.of(), second.run(NEXT).failures());
            second.check(MODEL, "of listed logs");
        }
        assertEquals(List.of(), second.run(ALL_AGAIN).failures());
        second.check(MODEL, "of listed logs, recomputed");
        assertEquals(List.of(), second.runOn(second.storage(), MODEL).warnings());
    }

    @Test
    void aViewThatIsNewIsWholeThoughNothingIsKeptOfALogThatEnded() throws Exception {
        batch.withLists(LISTS).hours(4, 16);
        batch.run(TO_THE_END);
        Batch second = inItsPlace(batch, Map.of()).withLists(LISTS).keepingArchive(Duration.ofHours(5));
        for (int i = 0; i < 3; i++) {
            second.hours(8, 17 + i);
            second.run(TO_THE_END);
        }
        ManifestStore manifests = second.manifests(second.storage());
        SortedMap<PartitionId, ListedArchive.Chain> chains =
                manifests.newest().archive(Trip.TOPIC).chains();
        manifests.forget(Set.of("by-origin"), Set.of());
        second.hours(2, 20);
        assertEquals(List.of(), second.run(NEXT).failures());
        AggregationView view = second.view("by-origin");
        for (int partition = 0; partition < 3; partition++) {
            PartitionId ended = batch.partition(partition);
            long end = chains.get(ended).end().offset();
            assertEquals(end, chains.get(ended).first());
            assertTrue(view.ended().get(ended).isWhole(), view::toString);
            assertTrue(view.gaps().stream()
                    .anyMatch(gap ->
                            gap.partition().equals(ended) && gap.offsets().equals(new OffsetRange(0, end))));
        }
        second.check(MODEL, "with a gap in its place");
    }

    @Test
    void whoeverHasNotHeardThatALogEndedDeletesNothingOfItForTheOneInItsPlace() throws Exception {
        batch.hours(3, 21);
        batch.run(NEXT);
        Archive unaware = new Archive(batch.storage());
        assertTrue(unaware.since(Trip.TOPIC).isPresent());
        Batch second = inItsPlace(batch, Map.of());
        second.hours(3, 22);
        PartitionId partition = second.partition(0);
        Archive aware = new Archive(second.storage());
        ListedArchive.Chain nothingKept =
                new ListedArchive.Chain(aware.end(partition).orElseThrow().offset() + 1000, LogPosition.ZERO, 0, 0, 0);
        ListedArchive listed = new ListedArchive(
                new TreeMap<>(Map.of(partition, nothingKept)), List.of(), List.of(), ListedArchive.Forgotten.NONE);
        Manifest manifest =
                second.manifests(second.storage()).newest().listing(new TreeMap<>(Map.of(Trip.TOPIC, listed)));
        String former = aware.paths(batch.partition(0)).chain();
        List<String> files = second.storage().list(former);
        assertEquals(0, new ArchiveSweep(unaware).sweep(List.of(manifest)));
        assertFalse(files.isEmpty());
        assertTrue(new ArchiveSweep(aware).sweep(List.of(manifest)) > 0);
        assertEquals(files, second.storage().list(former));
    }

    private static Map<PartitionId, Ended> ended(AggregationView view, Batch now) {
        return view.on(new FileBeginnings(now.storage()).find(Trip.TOPIC).orElseThrow())
                .ended();
    }

    private Batch inItsPlace(Batch former, Map<Integer, Long> starts) {
        return inItsPlace(former, starts, log -> {});
    }

    /** A log that is made anew, and read after the archive of the former one. */
    private Batch inItsPlace(Batch former, Map<Integer, Long> starts, Consumer<InMemoryEventLog> before) {
        return new Batch(directory, directory.resolve("root").toString(), log -> {
                    for (int times = former.number(); times > 0; times--) {
                        log.delete(Trip.TOPIC);
                        log.create(Trip.TOPIC, 3, false);
                    }
                    before.accept(log);
                    succeed(former, log, starts);
                })
                .after(former);
    }

    private static void succeed(Batch former, InMemoryEventLog log, Map<Integer, Long> starts) {
        FileBeginnings beginnings = new FileBeginnings(former.storage());
        Since before = beginnings.find(Trip.TOPIC).orElseThrow();
        Archive archive = new Archive(former.storage());
        TreeMap<Integer, Long> began = new TreeMap<>();
        before.offsets().offsets().forEach((partition, offset) -> began.put(partition.partition(), offset));
        TreeMap<Integer, Long> ends = new TreeMap<>();
        for (int partition = 0; partition < 3; partition++) {
            int number = partition;
            archive.end(new PartitionId(before.log(), partition)).ifPresent(end -> ends.put(number, end.offset()));
        }
        List<EndedLog> ended = new ArrayList<>(before.ended());
        ended.add(new EndedLog(before.log(), began, ends));
        Since now = Since.of(log.describe(Trip.TOPIC).log(), starts);
        assertTrue(beginnings.succeed(new Since(now.log(), now.offsets(), ended)));
    }
}
