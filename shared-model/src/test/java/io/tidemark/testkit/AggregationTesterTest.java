package io.tidemark.testkit;

import static io.tidemark.aggregator.Aggregators.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.EventPosition;
import io.tidemark.model.TidemarkModel;
import io.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AggregationTesterTest {
    record Sale(Instant at, String shop, int cents) {}

    private static final Instant NOON = Instant.parse("2001-01-01T12:00:00Z");

    private static final TidemarkModel SALES = model -> model.aggregation("sales")
            .over(model.stream("sales", Sale.class).eventTime(Sale::at).maxSkew(Duration.ofDays(1)))
            .where(s -> 100 / s.cents() >= 0)
            .groupBy("shop", Sale::shop)
            .tile(Duration.ofHours(1))
            .metric("sales", count())
            .metric("cents", sum(Sale::cents))
            .metric("mean", mean(Sale::cents))
            .metric("p50", quantile(Sale::cents, 0.5))
            .metric("last", last(Sale::cents));

    @Test
    void eventsInAnswersOut() {
        AggregationTester<Sale> tester = tester(SALES)
                .event(new Sale(NOON, "b", 200))
                .event(new Sale(NOON.plusSeconds(3_600), "b", 300))
                .record("{\"at\": \"2001-01-01T12:59:59Z\", \"shop\": \"a\", \"cents\": 700}");
        assertEquals(Map.of("sales", 2L, "cents", 500L, "mean", 250.0, "p50", 200.0, "last", 300L), tester.answer("b"));
        TimeRange firstHour = TimeRange.of(NOON, NOON.plusSeconds(3_600));
        assertEquals(200L, tester.answer(firstHour, "b").get("cents"));
        assertEquals(Map.of(), tester.answer("c"));
        assertEquals(List.of(List.of("a"), List.of("b")), tester.groups());
    }

    @Test
    void whatCannotBeUsedIsQuarantined() {
        AggregationTester<Sale> tester = tester(SALES)
                .record("{\"shop\": \"a\", \"cents\": 700}")
                .record("no json")
                .event(new Sale(NOON, "a", 0))
                .event(new Sale(NOON, "a", 1));
        assertEquals(3, tester.quarantined().size());
        assertTrue(tester.quarantined().get(0).startsWith("event time: "));
        assertEquals(
                "java.lang.ArithmeticException: / by zero", tester.quarantined().get(2));
        assertEquals(1L, tester.answer("a").get("sales"));
    }

    @Test
    void aLawfulDefinitionIsTheSameEveryWay() {
        tester(SALES, 300)
                .agreeing("p50", (a, b) -> Math.abs((Double) a - (Double) b) < 50)
                .checkEveryWay(50);
    }

    @Test
    void anAggregatorThatDependsOnArrivalIsFound() {
        TidemarkModel lastToArrive = model -> model.aggregation("sales")
                .over(model.stream("sales", Sale.class).eventTime(Sale::at))
                .groupBy("shop", Sale::shop)
                .tile(Duration.ofHours(1))
                .metric("longest", new Longest<Sale>(s -> "", 9) {
                    @Override
                    public void add(StringBuilder longest, Sale sale, EventPosition at) {
                        longest.append(sale.cents() % 10);
                    }

                    @Override
                    public void merge(StringBuilder into, StringBuilder from) {
                        into.append(from);
                    }
                });
        AssertionError broken = assertThrows(
                AssertionError.class, () -> tester(lastToArrive, 300).checkEveryWay(50));
        assertTrue(broken.getMessage().startsWith("aggregation \"sales\" with seed "), () -> broken.getMessage());
        assertTrue(broken.getMessage().contains(", metric \"longest\": expected "), () -> broken.getMessage());
    }

    @Test
    void aTesterOfWhatIsNotThereIsRefused() {
        assertEquals(
                "the model has no aggregation \"returns\"",
                assertThrows(IllegalArgumentException.class, () -> AggregationTester.of(SALES, "returns", Sale.class))
                        .getMessage());
        assertEquals(
                "aggregation \"sales\": its events are of " + Sale.class.getName() + ", not of java.lang.String",
                assertThrows(IllegalArgumentException.class, () -> AggregationTester.of(SALES, "sales", String.class))
                        .getMessage());
    }

    private static AggregationTester<Sale> tester(TidemarkModel model) {
        return AggregationTester.of(model, "sales", Sale.class);
    }

    private static AggregationTester<Sale> tester(TidemarkModel model, int events) {
        AggregationTester<Sale> tester = tester(model);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < events; i++) {
            Instant at = NOON.plusSeconds(random.nextInt(20_000));
            tester.event(new Sale(at, "shop" + random.nextInt(3), random.nextInt(100)));
        }
        return tester;
    }
}
