package io.tidemark.testkit.layers;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.first;
import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.quantile;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.testkit.SeenPositions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayersTesterTest {
    record Sale(String shop, long cents, Instant at) {}

    /** What a user would write, and one metric that remembers positions. */
    static final class Sales implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var sales = model.stream("sales", Sale.class).eventTime(Sale::at);
            model.aggregation("by-shop")
                    .over(sales)
                    .where(sale -> 1000 / sale.cents() >= 0)
                    .groupBy("shop", Sale::shop)
                    .tile(Duration.ofHours(1))
                    .metric("sales", count())
                    .metric("cents", sum(Sale::cents))
                    .metric("large", count(), sale -> sale.cents() > 500)
                    .metric("most", max(Sale::cents))
                    .metric("first", first(Sale::shop))
                    .metric("median", quantile(Sale::cents, 0.5))
                    .metric("seen", new SeenPositions<>());
            model.aggregation("broken").over(sales).allTime().metric("merges", new CountsMerges());
        }
    }

    /** Breaks the law: it counts merges, which depend on how the events were split. */
    static final class CountsMerges implements Aggregator<Sale, long[], Long> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] merges, Sale sale, EventPosition at) {
            merges[0]++;
        }

        @Override
        public void merge(long[] into, long[] from) {
            into[0] += from[0] + 1;
        }

        @Override
        public Long result(long[] merges) {
            return merges[0];
        }

        @Override
        public void write(long[] merges, ByteWriter out) {
            out.writeLong(merges[0]);
        }

        @Override
        public long[] read(ByteReader in) {
            return new long[] {in.readLong()};
        }

        @Override
        public ResultType resultType() {
            return ResultType.LONG;
        }

        @Override
        public String describe() {
            return "countsMerges";
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.EXACT);
        }
    }

    @Test
    void aSoundDefinitionPassesEveryLife() {
        LayersTester.of(new Sales(), "by-shop", Sale.class).events(sales()).check(6);
    }

    @Test
    void anAggregatorThatBreaksTheLawsIsCaughtWithItsSeed() {
        LayersTester<Sale> tester =
                LayersTester.of(new Sales(), "broken", Sale.class).events(sales());
        AssertionError caught = assertThrows(AssertionError.class, () -> tester.check(6));
        assertTrue(caught.getMessage().contains("run checkSeed("), caught.getMessage());
    }

    /** One in ten makes the filter throw. */
    private static List<Sale> sales() {
        List<Sale> sales = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            Instant at = Instant.parse("2024-05-01T00:00:00Z").plus(Duration.ofMinutes(i * 7L % 500));
            sales.add(new Sale("shop " + i % 5, i % 10 * 100L, at));
        }
        return sales;
    }
}
