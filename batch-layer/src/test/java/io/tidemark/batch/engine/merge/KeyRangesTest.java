package io.tidemark.batch.engine.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Trip;
import io.tidemark.fold.Fold;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRangesTest {
    private static final int EVENTS = 4_000;
    private static final long DAY = 86_400_000;

    @SuppressWarnings("unchecked")
    private final AggregationDefinition<Trip> definition =
            (AggregationDefinition<Trip>) Trip.model().aggregation("by-origin").orElseThrow();

    private final Fold<Trip> fold = new Fold<>(definition);

    /** A few groups with many tiles each, or many with few; names that begin alike, and such that end early. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void rangesOneBehindTheOtherAreWhatOneTableHolds(long seed) throws Exception {
        SplittableRandom chance = new SplittableRandom(seed);
        int groups = seed % 3 == 0 ? 3 : 2_000;
        String prefix = seed % 2 == 0 ? "" : "all of them begin alike ";
        TileTable whole = new TileTable(definition);
        List<TileTable> tables =
                List.of(new TileTable(definition), new TileTable(definition), new TileTable(definition));
        for (int i = 0; i < EVENTS; i++) {
            String origin = prefix + "\0".repeat(chance.nextInt(3)) + Integer.toString(chance.nextInt(groups), 36);
            long at = chance.nextLong(DAY);
            Trip trip = new Trip(Instant.ofEpochMilli(at), origin, chance.nextLong(-20, 20));
            fold.fold(trip, at, 0, i, whole);
            fold.fold(trip, at, 0, i, tables.get(chance.nextInt(tables.size())));
        }
        KeyRanges ranges = new KeyRanges(tables.stream().map(TableRun::new).toList(), 0, 300);
        assertTrue(groups < 4 || ranges.count() > 5, () -> "seed " + seed + ": " + ranges.count());
        List<String> rows = new ArrayList<>();
        for (int range = 0; range < ranges.count(); range++) {
            try (MergedRows merged =
                    new MergedRows(RowLimit.none(definition), ranges.open(range), ranges.commonBytes(range))) {
                merged.forEach((group, tile, accumulators) -> rows.add(row(group.hashCode(), tile, accumulators)));
            }
        }
        List<String> expected = new ArrayList<>();
        for (int row : whole.sortedRows()) {
            Object[] accumulators = new Object[definition.metrics().size()];
            for (int metric = 0; metric < accumulators.length; metric++) {
                accumulators[metric] = whole.accumulator(row, metric);
            }
            expected.add(row(whole.group(row).hashCode(), whole.tile(row), accumulators));
        }
        assertEquals(expected, rows, "seed " + seed);
    }

    @Test
    void noRowsAreOneRange() {
        assertEquals(1, new KeyRanges(List.of(), 0, 1).count());
        KeyRanges empty = new KeyRanges(List.of(new TableRun(new TileTable(definition))), 0, 1);
        assertEquals(1, empty.count());
        assertEquals(0, empty.commonBytes(0));
    }

    private String row(int group, long tile, Object[] accumulators) {
        List<Object> results = new ArrayList<>();
        for (int metric = 0; metric < accumulators.length; metric++) {
            results.add(definition.metrics().get(metric).aggregator().result(accumulators[metric]));
        }
        return group + " " + tile + " " + results;
    }
}
