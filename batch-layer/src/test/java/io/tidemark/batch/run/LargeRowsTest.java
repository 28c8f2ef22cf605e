package io.tidemark.batch.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.fault.Fault;
import io.tidemark.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One row may take an eighth of a run's memory, also where it is merged of several that take less. */
class LargeRowsTest {
    private static final long MEMORY = 8 << 20;
    private static final long ENOUGH = 64 << 20;
    /** So many different values take about 0.7 MiB. */
    private static final int VALUES = 12_000;

    @TempDir
    Path directory;

    private static Model model() {
        return Model.of(model -> {
            var trips = model.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at);
            model.aggregation("delays")
                    .over(trips)
                    .tile(Duration.ofDays(1))
                    .metric("different", Aggregators.distinctExact(Trip::delay, 1_000_000));
            model.aggregation("trips").over(trips).tile(Duration.ofDays(1)).metric("trips", Aggregators.count());
        });
    }

    /** Trips of one day, each with a delay of its own. */
    private static void append(Batch batch, int partition, int first) {
        for (int i = 0; i < VALUES; i++) {
            byte[] trip = new Trip(Batch.START, "o", 1_000_000L + first + i).json();
            batch.log.append(Trip.TOPIC, partition, batch.clock.millis(), trip);
        }
    }

    private static RunResult run(Batch batch) throws InterruptedException {
        for (int hour = 0; hour < 3; hour++) {
            batch.clock.advance(Duration.ofHours(1));
            for (int partition = 0; partition < 3; partition++) {
                batch.append(partition, 1);
            }
            for (int i = 0; i < VALUES / 1_000 + 1; i++) {
                batch.archived();
            }
        }
        return batch.run(model(), Batch.NEXT);
    }

    private static void requireRefused(RunResult result) {
        assertEquals(List.of("trips"), result.published(), () -> "the others have nothing to do with it: " + result);
        assertEquals(1, result.failures().size(), result::toString);
        Fault fault = result.failures().get(0).fault();
        assertEquals("TM-RUN-017", fault.code(), fault::toString);
        assertTrue(fault.fault().matches(".* take 1\\.\\d MiB, where one may take 1 MiB, .*"), fault::fault);
    }

    @Test
    void whatSeveralUnitsOfWorkHoldIsNotMergedIntoTooLargeARow() throws IOException, InterruptedException {
        Batch batch = new Batch(directory).withMemoryBytes(MEMORY);
        for (int partition = 0; partition < 3; partition++) {
            append(batch, partition, partition * VALUES);
        }
        requireRefused(run(batch));
        RunResult enough = run(batch.withMemoryBytes(ENOUGH));
        assertEquals(List.of(), enough.failures());
        batch.check(model(), "large rows");
    }

    @Test
    void whatWasPublishedDoesNotGrowIntoTooLargeARow() throws IOException, InterruptedException {
        Batch batch = new Batch(directory).withMemoryBytes(MEMORY);
        append(batch, 0, 0);
        assertEquals(List.of(), run(batch).failures());
        append(batch, 0, VALUES);
        requireRefused(run(batch));
        batch.check(model(), "before it grew");
        assertEquals(List.of(), run(batch.withMemoryBytes(ENOUGH)).failures());
        batch.check(model(), "large rows");
    }
}
