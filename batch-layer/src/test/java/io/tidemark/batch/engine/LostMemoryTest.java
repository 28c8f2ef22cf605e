package io.tidemark.batch.engine;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.model.Operated.through;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.DistinctTrips;
import io.tidemark.batch.Trip;
import io.tidemark.batch.engine.task.OrderedEngine;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.run.RunResult;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator remembers is in files, which may be lost: then it is made anew, or those who can mend it are told how. */
class LostMemoryTest {
    private static final Duration WITHIN = Duration.ofHours(10);
    private static final Model MODEL = model(1);

    @TempDir
    Path directory;

    private static Model model(int version) {
        return Model.of(model -> {
            var trips = model.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at);
            through(DistinctTrips.byDelay(WITHIN), model.aggregation("distinct").over(trips))
                    .version(version)
                    .groupBy("origin", Trip::origin)
                    .tile(Duration.ofHours(1))
                    .metric("trips", count());
            model.aggregation("all").over(trips).allTime().metric("trips", count());
        });
    }

    private static RunRequest someHoursAgain() {
        long from = Batch.START.plus(Duration.ofHours(2)).toEpochMilli();
        return new RunRequest.Recompute(
                Set.of(), new TimeRange(from, from + Duration.ofHours(3).toMillis()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"damaged", "gone", "damaged, on another engine"})
    void whatIsDamagedOrGoneTheNextRunMakesAnewFromTheArchive(String how) throws Exception {
        boolean isThere = !how.equals("gone");
        Batch batch = new Batch(directory).hours(3, 1);
        if (how.endsWith("engine")) {
            batch.withEngine(local -> new OrderedEngine(MODEL, batch.storage(), batch.engine()));
        }
        batch.run(MODEL, Batch.NEXT);
        // Of two of three partitions.
        String path = lose(batch, 0, isThere);
        lose(batch, 1, isThere);
        batch.hours(2, 2);
        RunResult mended = batch.run(MODEL, Batch.NEXT);
        assertEquals(List.of(), mended.failures());
        assertTrue(
                mended.notes().stream()
                        .anyMatch(note -> note.contains("\"distinct\": what its operator remembers of "
                                + List.of(batch.partition(0), batch.partition(1)) + " could not be read")),
                mended.notes()::toString);
        assertFalse(batch.view("distinct").remembered().paths().contains(path));
        batch.check(MODEL, "made anew");
        batch.hours(2, 3);
        assertEquals(List.of(), batch.run(MODEL, Batch.NEXT).failures());
        batch.check(MODEL, "gone on");
    }

    /** It lies in the first file of a partition. */
    private String lose(Batch batch, int partition, boolean isThere) throws IOException {
        String path = batch.view("distinct")
                .remembered()
                .of(batch.partition(partition))
                .get(0)
                .path();
        Path file = directory.resolve("root").resolve(path);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(file);
        if (isThere) {
            Files.write(file, bytes);
        }
        return path;
    }

    @Test
    void whereTheArchiveReachesNotBackFarEnoughBothFaultsAreToldAndANewVersionGoesOn() throws Exception {
        Batch batch =
                new Batch(directory).withLists(new ListSettings(2, 4, 2, 16)).keepingArchive(Duration.ofHours(1));
        for (int step = 0; step < 8; step++) {
            batch.hours(2, step);
            assertEquals(List.of(), batch.run(MODEL, Batch.NEXT).failures());
        }
        String path = lose(batch, 0, true);
        batch.hours(2, 8);
        RunResult stopped = batch.run(MODEL, Batch.NEXT);
        assertEquals(List.of("all"), stopped.published());
        String told = stopped.failures().toString();
        assertTrue(told.contains("TM-STO-002 " + path + ": ") && told.contains("TM-RUN-014 "), told);
        String recompute = batch.run(MODEL, someHoursAgain()).failures().toString();
        assertTrue(
                recompute.contains(
                                "\"distinct\", operator: a recompute needs all records of a partition, and before offset ")
                        && recompute.contains("; nothing: the view stays as it is, and runs go on"),
                recompute);
        Model newVersion = model(2);
        for (int step = 9; step < 11; step++) {
            assertEquals(
                    List.of(), batch.hours(2, step).run(newVersion, Batch.NEXT).failures());
            batch.check(newVersion, "a new version");
        }
    }
}
