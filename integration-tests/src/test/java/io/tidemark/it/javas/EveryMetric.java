package io.tidemark.it.javas;

import static io.tidemark.aggregator.Aggregators.argMax;
import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.distinctCount;
import static io.tidemark.aggregator.Aggregators.distinctExact;
import static io.tidemark.aggregator.Aggregators.frequentItems;
import static io.tidemark.aggregator.Aggregators.histogram;
import static io.tidemark.aggregator.Aggregators.last;
import static io.tidemark.aggregator.Aggregators.list;
import static io.tidemark.aggregator.Aggregators.maxOf;
import static io.tidemark.aggregator.Aggregators.quantile;
import static io.tidemark.aggregator.Aggregators.quantilesDouble;
import static io.tidemark.aggregator.Aggregators.set;
import static io.tidemark.aggregator.Aggregators.stddevDouble;
import static io.tidemark.aggregator.Aggregators.sumDecimal;
import static io.tidemark.aggregator.Aggregators.sumDouble;
import static io.tidemark.aggregator.Aggregators.topK;

import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** A metric of each kind of accumulator, all sketches among them. */
public final class EveryMetric implements TidemarkModel {
    static final String TOPIC = "visits";

    /** A visit. */
    public record Visit(Instant at, String who, long millis, BigDecimal price, double level) {}

    @Override
    public void define(ModelBuilder model) {
        var visits = model.stream(TOPIC, Visit.class).eventTime(Visit::at);
        model.aggregation(TOPIC)
                .over(visits)
                .tile(Duration.ofHours(1))
                .metric("n", count())
                .metric("people", distinctCount(Visit::who))
                .metric("people_exactly", distinctExact(Visit::who, 10_000))
                .metric("median", quantile(Visit::millis, 0.5))
                .metric("levels", quantilesDouble(Visit::level, 0.1, 0.9))
                .metric("frequent", frequentItems(Visit::who, 64))
                .metric("spread", stddevDouble(Visit::level))
                .metric("level", sumDouble(Visit::level))
                .metric("turnover", sumDecimal(Visit::price))
                .metric("dearest", maxOf(Visit::price))
                .metric("longest", argMax(Visit::millis, Visit::who))
                .metric("newest", last(Visit::who))
                .metric("top", topK(3, Visit::millis, Visit::who))
                .metric("first", list(Visit::who, 5))
                .metric("some", set(Visit::who, 5))
                .metric("slow", histogram(Visit::millis, 10, 100));
    }
}
