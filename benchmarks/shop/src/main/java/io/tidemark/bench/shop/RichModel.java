package io.tidemark.bench.shop;

import static io.tidemark.aggregator.Aggregators.argMax;
import static io.tidemark.aggregator.Aggregators.distinctCount;
import static io.tidemark.aggregator.Aggregators.distinctExact;
import static io.tidemark.aggregator.Aggregators.frequentItems;
import static io.tidemark.aggregator.Aggregators.histogram;
import static io.tidemark.aggregator.Aggregators.last;
import static io.tidemark.aggregator.Aggregators.list;
import static io.tidemark.aggregator.Aggregators.quantiles;
import static io.tidemark.aggregator.Aggregators.set;
import static io.tidemark.aggregator.Aggregators.stddev;
import static io.tidemark.aggregator.Aggregators.topK;

import io.tidemark.bench.shop.order.Order;
import io.tidemark.bench.shop.order.OrderTopic;
import io.tidemark.bench.shop.order.RichOrders;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;

/** Eleven metrics whose accumulators grow. */
public final class RichModel implements TidemarkModel {
    static final String RICH = "/v1/aggregations/rich/";
    static final int LIMIT = 100;
    static final int TOP = 10;
    static final long[] BOUNDS = {0, 100_000, 500_000, 1_000_000};

    @Override
    public void define(ModelBuilder model) {
        var orders = model.stream(OrderTopic.NAME, Order.class).eventTime(Order::at);
        model.aggregation("rich")
                .over(orders)
                .groupBy("country", Order::country)
                .tile(RichOrders.TILE)
                .metric("distinct_exact", distinctExact(Order::customer, 10_000))
                .metric("top", topK(TOP, Order::cents, Order::customer))
                .metric("arg_max", argMax(Order::cents, Order::customer))
                .metric("list", list(Order::customer, LIMIT))
                .metric("set", set(Order::customer, LIMIT))
                .metric("histogram", histogram(Order::cents, BOUNDS))
                .metric("quantiles", quantiles(Order::cents, 0.5, 0.95))
                .metric("frequent", frequentItems(Order::customer, 64, 5))
                .metric("distinct", distinctCount(Order::customer))
                .metric("last", last(Order::customer))
                .metric("stddev", stddev(Order::cents));
    }
}
