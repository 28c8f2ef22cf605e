package io.tidemark.it.exactness;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.distinctCount;
import static io.tidemark.aggregator.Aggregators.last;
import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.min;
import static io.tidemark.aggregator.Aggregators.quantile;
import static io.tidemark.aggregator.Aggregators.sum;

import io.tidemark.examples.flights.FlightModel;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;

/** The demo's aggregations, and some over readings: many groups, none, all time, several topics, code that throws. */
public final class HardModel implements TidemarkModel {
    static final String READINGS = "readings";
    /** Some of the readings again. */
    static final String ECHOES = "echoes";

    @Override
    public void define(ModelBuilder model) {
        new FlightModel().define(model);
        StreamBuilder<Reading> readings = model.stream(READINGS, Reading.class).eventTime(Reading::at);
        model.aggregation("by-source")
                .over(readings)
                .where(reading -> !reading.isWide())
                .groupBy("source", Reading::source)
                .tile(Duration.ofHours(1))
                .metric("count", count())
                .metric("sum_value", sum(Reading::value))
                .metric("min_value", min(Reading::value))
                .metric("max_value", max(Reading::value))
                .metric("mean", mean(Reading::value))
                .metric("latest", last(Reading::kind))
                .metric("median", quantile(Reading::value, 0.5))
                .metric("kinds", distinctCount(Reading::kind));
        model.aggregation("wide")
                .over(readings)
                .where(Reading::isWide)
                .groupBy("source", Reading::source)
                .tile(Duration.ofHours(24))
                .metric("count", count())
                .metric("max_value", max(Reading::value));
        model.aggregation("fragile")
                .over(readings)
                .groupBy("kind", Reading::kind)
                .tile(Duration.ofMinutes(15))
                .metric("count", count())
                .metric("sum_checked", sum(Reading::checked));
        StreamBuilder<Reading> echoes = model.stream(ECHOES, Reading.class).eventTime(Reading::at);
        model.aggregation("united")
                .over(model.union(
                        readings.flatMap(Reading.class, Reading::sides), echoes.filter(echo -> !echo.isWide())))
                .groupBy("kind", Reading::kind)
                .tile(Duration.ofMinutes(15))
                .metric("count", count())
                .metric("sum_value", sum(Reading::value))
                .metric("max_value", max(Reading::value))
                .metric("latest", last(Reading::source));
        model.aggregation("overall")
                .over(readings)
                .allTime()
                .metric("count", count())
                .metric("sum_value", sum(Reading::value))
                .metric("min_value", min(Reading::value));
    }
}
