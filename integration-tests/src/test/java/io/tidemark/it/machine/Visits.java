package io.tidemark.it.machine;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;

/** Visits by page: the least that a node can have to do. */
public final class Visits implements TidemarkModel {
    static final String TOPIC = "visits";
    static final String AGGREGATION = "by-page";
    static final String METRIC = "visits";
    static final String VISIT = "{\"at\":1764151200000,\"page\":\"/\"}";

    /** One visit. */
    public record Visit(long at, String page) {}

    @Override
    public void define(ModelBuilder model) {
        var visits = model.stream(TOPIC, Visit.class).eventTimeMillis(Visit::at);
        model.aggregation(AGGREGATION)
                .over(visits)
                .groupBy("page", Visit::page)
                .tile(Duration.ofHours(1))
                .metric(METRIC, Aggregators.count());
    }
}
