package io.tidemark.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchedRowsTest {
    private static final int BATCH = 32;

    record Hit(Instant at, int page) {}

    /** Of groups and tiles that are there, and of such that are not, in a table that outgrows what is not fetched. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void fetchingChangesNothing(long seed) {
        Model model = Model.of(builder -> builder.aggregation("hits")
                .over(builder.stream("hits", Hit.class).eventTime(Hit::at))
                .groupBy("page", Hit::page)
                .tile(Duration.ofHours(1))
                .metric("hits", Aggregators.count()));
        AggregationDefinition<?> definition = model.aggregations().get(0);
        SplittableRandom chance = new SplittableRandom(seed);
        GroupCodec codec = new GroupCodec(definition.groups());
        TileTable fetched = new TileTable(definition);
        TileTable plain = new TileTable(definition);
        GroupKey[] groups = new GroupKey[BATCH];
        long[] tiles = new long[BATCH];
        for (int batch = 0; batch < 3_000; batch++) {
            int count = chance.nextInt(BATCH + 1);
            for (int i = 0; i < count; i++) {
                groups[i] = codec.key(List.of((long) chance.nextInt(40_000)));
                tiles[i] = 3_600_000L * chance.nextInt(3);
            }
            fetched.fetch(groups, tiles, count);
            for (int i = 0; i < count; i++) {
                assertEquals(plain.touch(groups[i], tiles[i]), fetched.touch(groups[i], tiles[i]), "seed " + seed);
            }
        }
        assertEquals(plain.rows(), fetched.rows());
    }
}
