package io.tidemark.batch.run;

import static io.tidemark.batch.Batch.ALL_AGAIN;
import static io.tidemark.batch.Batch.NEXT;
import static io.tidemark.batch.Batch.TO_THE_END;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.tidemark.Tidemark;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest extends OneBatchLayer {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void runAfterRunAViewIsThePlainFoldOfWhatIsLeftOfItsTidemark(long seed) throws Exception {
        batch.withMemoryBytes(seed % 2 == 0 ? 200_000 : 200_000_000);
        for (int step = 0; step < 3; step++) {
            batch.hours(3, seed * 10 + step);
            RunResult result = batch.run(step == 1 ? TO_THE_END : NEXT);
            assertEquals(MODEL.aggregations().size(), result.published().size(), result::toString);
            batch.check(MODEL, "seed " + seed + ", step " + step);
        }
        Tidemark before = batch.tidemark("by-origin");
        batch.run(ALL_AGAIN);
        assertEquals(before, batch.tidemark("by-origin"));
        batch.check(MODEL, "seed " + seed + ", recomputed");
    }

    @Test
    void spillingChangesNothing() throws Exception {
        batch.hours(5, 7);
        batch.run(NEXT);
        AggregationDefinition<?> definition = MODEL.aggregation("by-origin").orElseThrow();
        var inMemory = batch.results(definition, batch.view("by-origin"));
        batch.withMemoryBytes(40_000).run(ALL_AGAIN);
        assertEquals(inMemory, batch.results(definition, batch.view("by-origin")));
        try (var left = Files.list(directory.resolve("spill"))) {
            assertFalse(left.findAny().isPresent());
        }
    }

    @Test
    void withoutNewWholeEpochsNothingIsPublished() throws Exception {
        batch.hours(3, 1);
        batch.run(NEXT);
        RunResult again = batch.run(NEXT);
        assertEquals(List.of(), again.published());
        assertEquals(0, again.manifest());
    }

    @Test
    void onlySlicesThatWereTouchedAreRewritten() throws Exception {
        batch.hours(4, 3);
        batch.run(NEXT);
        batch.clock.advance(Duration.ofDays(5));
        batch.hours(3, 4);
        batch.run(NEXT);
        List<ViewFile> before = batch.view("by-origin").files();
        batch.hours(3, 5);
        batch.run(NEXT);
        List<ViewFile> after = batch.view("by-origin").files();
        assertTrue(after.contains(before.get(0)));
        assertFalse(after.contains(before.get(before.size() - 1)));
        batch.check(MODEL, "after five days");
    }

    @Test
    void aChangedDefinitionIsBuiltFromTheWholeArchiveBesideTheOld() throws Exception {
        batch.hours(3, 8);
        batch.run(NEXT);
        AggregationView old = batch.view("by-origin");
        batch.hours(3, 9);
        batch.run(Trip.changedModel(), NEXT);
        assertNotEquals(old.fingerprint(), batch.view("by-origin").fingerprint());
        batch.check(Trip.changedModel(), "changed");
    }

    @Test
    void processesWithTwoVersionsOfADefinitionKeepBothUp() throws Exception {
        String oldPrint = MODEL.aggregation("by-origin").orElseThrow().fingerprint();
        String newPrint =
                Trip.changedModel().aggregation("by-origin").orElseThrow().fingerprint();
        for (int round = 0; round < 3; round++) {
            batch.hours(2, round);
            batch.run(NEXT);
            batch.run(Trip.changedModel(), NEXT);
            Manifest newest = batch.manifests(batch.storage()).newest();
            assertEquals(
                    newest.viewOrEmpty(new ViewId("by-origin", oldPrint)).tidemark(),
                    newest.viewOrEmpty(new ViewId("by-origin", newPrint)).tidemark());
            batch.check(MODEL, "the old version, round " + round);
            batch.check(Trip.changedModel(), "the new version, round " + round);
        }
        assertEquals(List.of(), batch.run(NEXT).published(), "neither is built anew");
        assertEquals(List.of(), batch.run(Trip.changedModel(), NEXT).published(), "neither is built anew");
    }

    @Test
    void aRangeThatHoldsNoRecordIsPublishedAllTheSame() throws Exception {
        batch.hours(2, 1);
        batch.clock.advance(Duration.ofHours(2));
        batch.archived();
        batch.run(NEXT);
        for (int i = 0; i < 3; i++) {
            batch.log.skipOffset(Trip.TOPIC, 2);
        }
        batch.archived().clock.advance(Duration.ofHours(2));
        batch.archived();
        Tidemark before = batch.tidemark("by-origin");
        assertEquals(MODEL.aggregations().size(), batch.run(NEXT).published().size());
        assertEquals(
                before.offset(batch.partition(2)) + 3,
                batch.tidemark("by-origin").offset(batch.partition(2)));
        assertEquals(
                before.at(batch.partition(2)).logClockMillis(),
                batch.tidemark("by-origin").at(batch.partition(2)).logClockMillis());
        batch.check(MODEL, "holes");
    }

    @Test
    void aViewBeginsWhereItsLogDid() throws Exception {
        Batch batch = new Batch(directory.resolve("late"), log -> {
            for (int i = 0; i < 5; i++) {
                log.append(Trip.TOPIC, 1, Batch.START.toEpochMilli(), new Trip(Batch.START, "early", i).json());
            }
            log.truncate(Trip.TOPIC, 1, 3);
        });
        batch.hours(2, 2);
        assertEquals(List.of(), batch.run(NEXT).blocked());
        assertEquals(List.of(), batch.view("by-origin").gaps());
        assertEquals(3, batch.view("by-origin").since().at(batch.partition(1)));
        batch.check(MODEL, "truncated before the first sight");

        batch.run(ALL_AGAIN);
        assertEquals(3, batch.view("by-origin").since().at(batch.partition(1)));
        batch.check(MODEL, "recomputed");
    }
}
