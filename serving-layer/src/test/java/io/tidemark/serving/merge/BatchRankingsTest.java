package io.tidemark.serving.merge;

import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.serving.testing.UnboundedQuery;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a view must never show in an answer of another: flips and questions in turn, with all groups sorted. */
final class BatchRankingsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theBestAreTheFirstOfAllWhateverFlipsBetween(long seed) {
        int few = new int[] {0, 2, 5, 100}[(int) seed % 4];
        // Too little for what is kept, for some of the totals, and enough.
        long mostBytes = new long[] {0, 1 << 10, 1 << 20}[(int) seed % 3];
        try (RankedSales sales = new RankedSales(seed, 3, 500, directory)) {
            UnboundedQuery ranked = sales.by(new BatchRankings(few, mostBytes), new RankedMerge());
            for (int step = 0; step < 60; step++) {
                if (sales.random.nextInt(3) == 0) {
                    boolean isExpired = sales.random.nextInt(4) == 0;
                    sales.publish(
                            sales.anyDefinition(),
                            isExpired ? SalesLog.START + sales.random.nextInt(3) * RankedSales.HOUR : Long.MIN_VALUE);
                }
                sales.consume();
                for (String name : new String[] {SalesModel.BY_SHOP, SalesModel.BY_TILL}) {
                    sales.assertSame(ranked, SalesModel.definition(name), "seed " + seed + ", step " + step);
                }
            }
        }
    }
}
