package io.tidemark.testkit.layers;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.sum;

import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Corrections on either side of the tidemark, before and after what they correct, in the layers' own code. */
class CorrectionsInLayersTest {
    record Sale(String shop, long cents, Instant at, boolean returned) {}

    static final class Sales implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var sales = model.stream("sales", Sale.class).eventTime(Sale::at);
            model.aggregation("by-shop")
                    .over(sales)
                    .where(sale -> 1000 / sale.cents() >= 0)
                    .retractedBy(Sale::returned)
                    .groupBy("shop", Sale::shop)
                    .tile(Duration.ofHours(1))
                    .metric("sales", count())
                    .metric("cents", sum(Sale::cents))
                    .metric("large", count(), sale -> sale.cents() > 500)
                    .metric("mean", mean(Sale::cents));
            // Reads the claim alone of an event.
            model.aggregation("all")
                    .over(sales)
                    .retractedBy(Sale::returned)
                    .tile(Duration.ofHours(1))
                    .metric("sales", count());
        }
    }

    @Test
    void everyAnswerIsThePlainFoldOfWhatIsLeftBelowItsAsOf() {
        LayersTester.of(new Sales(), "by-shop", Sale.class).events(sales()).check(3);
    }

    @Test
    void countsAloneAreTakenBackToo() {
        LayersTester.of(new Sales(), "all", Sale.class).events(sales()).check(1);
    }

    /** Of some shops all is returned; one in ten makes the filter throw. The tester shuffles them. */
    private static List<Sale> sales() {
        SplittableRandom random = new SplittableRandom(7);
        List<Sale> sales = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Instant at = Instant.parse("2024-05-01T00:00:00Z").plus(Duration.ofMinutes(i * 7L % 500));
            Sale sale = new Sale("shop " + i % 5, i % 10 * 100L, at, false);
            sales.add(sale);
            if (i % 5 == 0 || random.nextInt(3) == 0) {
                sales.add(new Sale(sale.shop(), sale.cents(), at, true));
            }
        }
        return sales;
    }
}
