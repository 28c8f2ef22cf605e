package io.tidemark.batch.engine.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Trip;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.Fold;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpilledRunTest {
    private static final long TEN_DAYS = 10L * 86_400_000;

    @TempDir
    Path directory;

    @SuppressWarnings("unchecked")
    private final AggregationDefinition<Trip> definition =
            (AggregationDefinition<Trip>) Trip.model().aggregation("by-origin").orElseThrow();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 300})
    void rowsThatWereSpilledInAnyNumberOfRunsMergeToWhatOneTableHolds(int runs) throws Exception {
        SplittableRandom chance = new SplittableRandom(runs);
        Fold<Trip> fold = new Fold<>(definition);
        TileTable whole = new TileTable(definition);
        TileTable table = new TileTable(definition);
        try (Spills spills = new Spills(directory)) {
            SpillStack stack = new SpillStack(RowLimit.none(definition), spills);
            for (int run = 0; run < runs; run++) {
                for (int i = 0; i < 20; i++) {
                    long at = chance.nextLong(TEN_DAYS);
                    Trip trip = new Trip(Instant.ofEpochMilli(at), "o" + chance.nextInt(4), chance.nextLong(-20, 20));
                    fold.fold(trip, at, 0, i, table);
                    fold.fold(trip, at, 0, i, whole);
                }
                stack.add(new TableRun(table));
                table.clear();
            }
            assertTrue(stack.fewRuns().size() < 32, () -> stack.fewRuns().size() + " files open at once");
            assertEquals(rows(List.of(new TableRun(whole))), rows(stack.fewRuns()));
        }
        try (var left = Files.list(directory)) {
            assertFalse(left.findAny().isPresent());
        }
    }

    @Test
    void equalRowsAreMergedInTheOrderOfTheirRuns() throws Exception {
        TileTable first = new TileTable(definition);
        TileTable second = new TileTable(definition);
        Fold<Trip> fold = new Fold<>(definition);
        Trip trip = new Trip(Instant.EPOCH, "a", 5);
        fold.fold(trip, 0, 0, 0, first);
        fold.fold(trip, 0, 0, 1, second);
        List<String> merged = rows(List.of(new TableRun(first), new TableRun(second)));
        assertEquals(1, merged.size());
        assertTrue(merged.get(0).endsWith("[2, 10, null]"), merged::toString);
    }

    private static TreeSet<Long> slices(List<SortedRun> runs) {
        TreeSet<Long> slices = new TreeSet<>();
        runs.forEach(run -> slices.addAll(run.slices()));
        return slices;
    }

    /** Every row as text, after its accumulators have gone through bytes. */
    private List<String> rows(List<SortedRun> runs) {
        List<String> rows = new ArrayList<>();
        for (long slice : slices(runs)) {
            try (MergedRows merged = new MergedRows(
                    RowLimit.none(definition),
                    runs.stream().map(run -> run.open(slice)).toList())) {
                merged.forEach((group, tile, accumulators) -> {
                    List<Object> results = new ArrayList<>();
                    for (int metric = 0; metric < accumulators.length; metric++) {
                        var aggregator = definition.metrics().get(metric).aggregator();
                        ByteWriter out = new ByteWriter();
                        aggregator.write(accumulators[metric], out);
                        results.add(aggregator.result(aggregator.read(new ByteReader(out.toBytes()))));
                    }
                    rows.add(slice + " " + group.hashCode() + " " + tile + " " + results);
                });
            }
        }
        return rows;
    }
}
