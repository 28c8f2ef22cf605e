package io.tidemark.examples.flights;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.distinctCount;
import static io.tidemark.aggregator.Aggregators.frequentItems;
import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.min;
import static io.tidemark.aggregator.Aggregators.quantile;
import static io.tidemark.aggregator.Aggregators.share;
import static io.tidemark.aggregator.Aggregators.sum;

import io.tidemark.model.ModelBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;

/** What the demo asks of the flights: how late they are from each airport, on each route, and in all; and when they leave. */
public final class FlightModel implements TidemarkModel {
    /** The topic that the flights are in. */
    public static final String TOPIC = "flights";

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration QUIET = Duration.ofMinutes(30);

    @Override
    public void define(ModelBuilder model) {
        StreamBuilder<Flight> flights = model.stream(TOPIC, Flight.class).eventTime(Flight::date);
        delaysByOrigin(model, flights);
        routes(model, flights);
        allFlights(model, flights);
        departures(model, flights);
    }

    private static void delaysByOrigin(ModelBuilder model, StreamBuilder<Flight> flights) {
        model.aggregation("delays-by-origin")
                .over(flights)
                .groupBy("origin", Flight::origin)
                .tile(HOUR)
                .metric("flights", count())
                .metric("mean_delay", mean(Flight::delay))
                .metric("p50_delay", quantile(Flight::delay, 0.5))
                .metric("p95_delay", quantile(Flight::delay, 0.95))
                .metric("late_share", share(Flight::isLate))
                .metric("sum_delay", sum(Flight::delay))
                .metric("min_delay", min(Flight::delay))
                .metric("max_delay", max(Flight::delay))
                .metric("sum_distance", sum(Flight::distance))
                .metric("destinations", distinctCount(Flight::destination))
                .metric("top_destinations", frequentItems(Flight::destination, 64, 5));
    }

    /** By day: most routes are flown a few times a day. */
    private static void routes(ModelBuilder model, StreamBuilder<Flight> flights) {
        model.aggregation("routes")
                .over(flights)
                .groupBy("origin", Flight::origin)
                .groupBy("destination", Flight::destination)
                .tile(DAY)
                .metric("flights", count())
                .metric("mean_delay", mean(Flight::delay))
                .metric("late_share", share(Flight::isLate))
                .metric("max_delay", max(Flight::delay))
                .metric("distance", max(Flight::distance));
    }

    /** An airport is busy for as long as the next flight leaves within half an hour: {@code window=session} asks for that. */
    private static void departures(ModelBuilder model, StreamBuilder<Flight> flights) {
        model.aggregation("departures")
                .over(flights)
                .groupBy("origin", Flight::origin)
                .tile(HOUR)
                .sessions(QUIET)
                .metric("flights", count())
                .metric("sum_delay", sum(Flight::delay))
                .metric("max_delay", max(Flight::delay))
                .metric("late_flights", count(), Flight::isLate);
    }

    private static void allFlights(ModelBuilder model, StreamBuilder<Flight> flights) {
        model.aggregation("all-flights")
                .over(flights)
                .tile(HOUR)
                .metric("flights", count())
                .metric("mean_delay", mean(Flight::delay))
                .metric("p95_delay", quantile(Flight::delay, 0.95))
                .metric("late_share", share(Flight::isLate))
                .metric("sum_delay", sum(Flight::delay))
                .metric("sum_distance", sum(Flight::distance))
                .metric("early_flights", count(), flight -> flight.delay() < 0)
                .metric("origins", distinctCount(Flight::origin));
    }
}
