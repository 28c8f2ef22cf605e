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
    /** What a sale was, and what it is. */
    record Change(Instant at, Sale before, Sale after) {}

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
            model.aggregation("as-it-stands")
                    .over(model.stream("changes", Change.class)
                            .eventTime(Change::at)
                            .changes(Sale.class, Change::before, Change::after, Sale::at))
                    .where(sale -> 1000 / sale.cents() >= 0)
                    .groupBy("shop", Sale::shop)
                    .tile(Duration.ofHours(1))
                    .metric("sales", count())
                    .metric("cents", sum(Sale::cents));
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

    @Test
    void bothHalvesOfAChangeCountOrNeitherDoes() {
        LayersTester.of(new Sales(), "as-it-stands", Change.class)
                .events(changes())
                .check(3);
    }

    /** The tester shuffles them, so that some take back what comes later. */
    private static List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        List<Sale> sales = sales();
        for (int i = 0; i + 1 < sales.size(); i++) {
            changes.add(new Change(
                    sales.get(i).at(), i % 7 == 0 ? null : sales.get(i), i % 7 == 6 ? null : sales.get(i + 1)));
        }
        return changes;
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
