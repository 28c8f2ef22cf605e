package io.tidemark.testkit;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.model.Events;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AggregationTesterOfInputsTest {
    record Order(Instant at, List<Long> cents) {}

    record Refund(Instant at, long cents) {}

    record Paid(long cents) {}

    private static final TidemarkModel MODEL = model -> {
        var orders = model.stream("orders", Order.class).eventTime(Order::at);
        var refunds = model.stream("refunds", Refund.class).eventTime(Refund::at);
        Events<Paid> sold = orders.flatMap(
                Paid.class, o -> o.cents().stream().map(Paid::new).toList());
        model.aggregation("sold")
                .over(sold)
                .tile(Duration.ofHours(1))
                .metric("n", count())
                .metric("cents", sum(Paid::cents));
        model.aggregation("paid")
                .over(model.union(sold, refunds.map(Paid.class, r -> r.cents() < 0 ? null : new Paid(-r.cents()))))
                .tile(Duration.ofHours(1))
                .metric("n", count())
                .metric("cents", sum(Paid::cents));
    };

    @Test
    void whatComesOfAnEventIsAnsweredAndWhatIsNoneIsQuarantined() {
        AggregationTester<Order> tester = AggregationTester.of(MODEL, "sold", Order.class)
                .event(new Order(Instant.EPOCH, List.of(1L, 2L)))
                .event(new Order(Instant.EPOCH, List.of()))
                .record("{\"at\": \"1970-01-01T00:30:00Z\", \"cents\": [4]}");
        assertEquals(Map.of("n", 3L, "cents", 7L), tester.answer());
        tester.checkEveryWay(20);
    }

    @Test
    void eventsOfSeveralStreamsNameTheirTopic() {
        AggregationTester<Object> tester = AggregationTester.of(MODEL, "paid")
                .event("orders", new Order(Instant.EPOCH, List.of(1L, 2L)))
                .event("refunds", new Refund(Instant.EPOCH, 2))
                .event("refunds", new Refund(Instant.EPOCH, -2))
                .record("refunds", "{\"at\": \"1970-01-01T00:30:00Z\", \"cents\": 1}");
        assertEquals(Map.of("n", 4L, "cents", 0L), tester.answer());
        assertEquals(List.of("map gives null as an event"), tester.quarantined());
        tester.checkEveryWay(20);
        assertEquals(
                "the aggregation is over [orders, refunds]: name the topic",
                assertThrows(IllegalArgumentException.class, () -> tester.event(new Refund(Instant.EPOCH, 2)))
                        .getMessage());
        assertEquals(
                "the aggregation is not over clicks, but over [orders, refunds]",
                assertThrows(IllegalArgumentException.class, () -> tester.event("clicks", 1))
                        .getMessage());
    }
}
