package io.tidemark.examples.flights;

import static io.tidemark.aggregator.Aggregators.count;

import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;

/** What the demo asks of the flights. */
public final class FlightModel implements TidemarkModel {
    @Override
    public void define(ModelBuilder model) {
        var flights = model.stream("flights", Flight.class).eventTime(Flight::date);
        model.aggregation("delays-by-origin")
                .over(flights)
                .groupBy("origin", Flight::origin)
                .tile(Duration.ofHours(1))
                .metric("flights", count())
                .metric("late_flights", count(), Flight::isLate);
        model.aggregation("routes")
                .over(flights)
                .groupBy("origin", Flight::origin)
                .groupBy("destination", Flight::destination)
                .tile(Duration.ofHours(1))
                .metric("flights", count());
        model.aggregation("all-flights").over(flights).tile(Duration.ofHours(1)).metric("flights", count());
    }
}
