package io.tidemark.model;

import static io.tidemark.aggregator.Aggregators.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The shapes that a user writes compile as they stand, without a type named. */
class FlightModelTest {
    public static final class FlightModel implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var flights = model.stream("flights", Flight.class).eventTime(Flight::date);
            model.aggregation("delays-by-origin")
                    .over(flights)
                    .where(f -> f.delay() > -1_000)
                    .where(f -> f.origin() != null)
                    .groupBy("origin", Flight::origin)
                    .groupBy("cause", Flight::cause)
                    .tile(Duration.ofHours(1))
                    .metric("flights", count())
                    .metric("late", count(), f -> f.delay() >= 15)
                    .metric("sum_delay", sum(Flight::delay))
                    .metric("mean_delay", mean(Flight::delay))
                    .metric("speed", meanDouble(f -> f.distance() / 60.0))
                    .metric("p95", quantile(Flight::delay, 0.95))
                    .metric("quantiles", quantiles(Flight::delay, 0.5, 0.95, 0.99))
                    .metric("share_late", share(Flight::isLate))
                    .metric("share_far", share(f -> f.distance() > 1_000))
                    .metric("destinations", distinctCount(Flight::destination))
                    .metric("top_destinations", frequentItems(Flight::destination, 64, 5))
                    .metric("worst", topK(3, Flight::delay, Flight::destination))
                    .metric("worst_destination", argMax(Flight::delay, Flight::destination))
                    .metric("last_seen", maxOf(Flight::date))
                    .metric("first_destination", first(Flight::destination))
                    .metric("delays", histogram(Flight::delay, 0, 15, 60))
                    .metric("causes", set(Flight::cause, 10))
                    .metric("route_list", list(f -> f.origin() + "-" + f.destination(), 10));
            model.aggregation("all-flights").over(flights).allTime().metric("flights", count());
        }
    }

    @Test
    void aModelIsMadeFromItsName() {
        Model model = Model.load(FlightModel.class.getName(), FlightModel.class.getClassLoader());
        AggregationDefinition<?> delays = model.aggregation("delays-by-origin").orElseThrow();
        assertEquals(18, delays.metrics().size());
        assertEquals(2, delays.metricIndex("sum_delay"));
        assertEquals(-1, delays.metricIndex("no_such"));
        assertEquals(Set.of("flights"), delays.input().topics());
        assertEquals(GroupType.ENUM, delays.groups().get(1).type());
    }
}
