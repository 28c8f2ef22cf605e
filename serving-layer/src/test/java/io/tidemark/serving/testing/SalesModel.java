package io.tidemark.serving.testing;

import static io.tidemark.aggregator.Aggregators.count;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;

/** Sales by shop, by shop and till, and all together. */
public final class SalesModel implements TidemarkModel {
    public static final String BY_SHOP = "sales-by-shop";
    public static final String BY_TILL = "sales-by-till";
    public static final String ALL = "all-sales";
    public static final Model MODEL = Model.of(new SalesModel());

    @Override
    public void define(ModelBuilder model) {
        var sales = model.stream("sales", Sale.class).eventTimeMillis(Sale::atMillis);
        model.aggregation(BY_SHOP)
                .over(sales)
                .groupBy("shop", Sale::shop)
                .tile(Duration.ofMinutes(10))
                .allowedLateness(Duration.ofMinutes(5))
                .metric("sales", count())
                .metric("large", count(), sale -> sale.amount() >= 50);
        model.aggregation(BY_TILL)
                .over(sales)
                .groupBy("shop", Sale::shop)
                .groupBy("till", Sale::till)
                .tile(Duration.ofHours(1))
                .metric("sales", count());
        model.aggregation(ALL).over(sales).tile(Duration.ofHours(1)).metric("sales", count());
    }

    @SuppressWarnings("unchecked")
    public static AggregationDefinition<Sale> definition(String aggregation) {
        return (AggregationDefinition<Sale>) MODEL.aggregation(aggregation).orElseThrow();
    }
}
