package io.tidemark.batch.engine;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.model.Operated.through;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.DistinctTrips;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.engine.local.LocalEngine;
import io.tidemark.model.Model;
import io.tidemark.operator.HeapMemory;
import io.tidemark.operator.OpenOperator;
import io.tidemark.operator.Operator;
import io.tidemark.operator.OperatorMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator that remembers too much is a fault by name (TM-RUN-018), and takes no more than it may of a run's memory. */
class TooMuchRememberedTest {
    private static final Duration WITHIN = Duration.ofHours(10);

    @TempDir
    Path directory;

    /** The memories of {@link Opening}, in the order in which they were opened. */
    private static final List<HeapMemory> OPENED = new ArrayList<>();

    private record Opening(Operator<Trip> of) implements Operator<Trip> {
        @Override
        public Duration lookBack() {
            return of.lookBack();
        }

        @Override
        public OpenOperator<Trip> open(OperatorMemory memory) {
            OPENED.add((HeapMemory) memory);
            return of.open(memory);
        }
    }

    @Test
    void ofWhatIsTooMuchNothingIsHeldOnAndTheOtherPartitionsAreLetBe() throws Exception {
        Model opening = Model.of(model -> through(
                        new Opening(DistinctTrips.byDelay(WITHIN)),
                        model.aggregation("distinct")
                                .over(model.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at)))
                .allTime()
                .metric("trips", count()));
        Batch batch = new Batch(directory);
        for (int partition = 0; partition < 3; partition++) {
            batch.append(partition, 15_000);
        }
        batch.hours(2, 1);
        for (int i = 0; i < 10; i++) {
            batch.archived();
        }
        batch.withMemoryBytes(100_000)
                .withEngine(local -> new LocalEngine(
                        batch.storage(),
                        new Archive(batch.storage(), batch.manifests(batch.storage())),
                        batch.engine().withThreads(1)));
        OPENED.clear();
        String told = batch.run(opening, Batch.TO_THE_END).failures().get(0).toString();
        assertTrue(told.contains("TM-RUN-018 "), told);
        List<HeapMemory> filled =
                OPENED.stream().filter(memory -> memory.entries() > 0).toList();
        assertEquals(1, filled.size(), "partitions that were gone through");
        assertEquals(0, OPENED.get(OPENED.size() - 1).entries(), "held on");
    }
}
