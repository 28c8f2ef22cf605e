package io.tidemark.examples.orders;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.sum;

import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;

/** What the orders of each customer come to, hour by hour, as the table stands: an order that changes or goes is taken back. */
public final class OrderModel implements TidemarkModel {
    /** The topic that Debezium makes of the table. */
    public static final String TOPIC = "shop.public.orders";

    @Override
    public void define(ModelBuilder model) {
        var changes = model.stream(TOPIC, OrderChange.class).eventTimeMillis(OrderChange::ts_ms);
        model.aggregation("revenue")
                .over(changes.changes(Order.class, OrderChange::before, OrderChange::after, Order::placed))
                .groupBy("customer", Order::customer)
                .tile(Duration.ofHours(1))
                .metric("orders", count())
                .metric("cents", sum(Order::cents))
                .metric("mean_cents", mean(Order::cents))
                .metric("large_orders", count(), order -> order.cents() >= 50_000);
    }
}
