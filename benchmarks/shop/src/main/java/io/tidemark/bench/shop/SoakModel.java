package io.tidemark.bench.shop;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.distinctCount;
import static io.tidemark.aggregator.Aggregators.quantile;
import static io.tidemark.aggregator.Aggregators.sum;

import io.tidemark.bench.shop.order.Order;
import io.tidemark.bench.shop.order.OrderTopic;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;

/** What a shop asks for, an hour being ten seconds; and what is kept for ever, which takes as much room at the end as before. */
public final class SoakModel implements TidemarkModel {
    static final Duration TILE = Duration.ofSeconds(10);
    static final Duration RETENTION = TILE.multipliedBy(5);

    @Override
    public void define(ModelBuilder model) {
        var orders = model.stream(OrderTopic.NAME, Order.class).eventTime(Order::at);
        model.aggregation("sales")
                .over(orders)
                .groupBy("country", Order::country)
                .tile(TILE)
                .retention(RETENTION)
                .metric("orders", count())
                .metric("cents", sum(Order::cents))
                .metric("p95_cents", quantile(Order::cents, 0.95))
                .metric("customers", distinctCount(Order::customer));
        model.aggregation("by-customer")
                .over(orders)
                .groupBy("customer", Order::customer)
                .tile(TILE)
                .retention(RETENTION)
                .metric("orders", count());
        model.aggregation("ever")
                .over(orders)
                .groupBy("country", Order::country)
                .allTime()
                .metric("orders", count())
                .metric("cents", sum(Order::cents));
    }
}
