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

/** README's model, grouped by customer. */
public final class CustomerModel implements TidemarkModel {
    static final String SALES = "/v1/aggregations/sales/";
    static final long LARGE_CENTS = 10_000;

    @Override
    public void define(ModelBuilder model) {
        var orders = model.stream(OrderTopic.NAME, Order.class).eventTime(Order::at);
        model.aggregation("sales")
                .over(orders)
                .groupBy("customer", Order::customer)
                .tile(Duration.ofMinutes(5))
                .metric("orders", count())
                .metric("cents", sum(Order::cents))
                .metric("p95_cents", quantile(Order::cents, 0.95))
                .metric("customers", distinctCount(Order::customer))
                .metric("large_orders", count(), order -> order.cents() >= LARGE_CENTS);
    }
}
