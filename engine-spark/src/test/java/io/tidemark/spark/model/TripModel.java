package io.tidemark.spark.model;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.distinctCount;
import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.set;
import static io.tidemark.aggregator.Aggregators.sum;
import static io.tidemark.model.Operated.through;

import io.tidemark.batch.DistinctTrips;
import io.tidemark.batch.Trip;
import io.tidemark.batch.TripsWorst;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;

/** Aggregations of different tiles, groups and metrics over one stream, for processes that have them in a jar. */
public final class TripModel implements TidemarkModel {
    @Override
    public void define(ModelBuilder model) {
        StreamBuilder<Trip> trips = model.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at);
        model.aggregation("by-origin")
                .over(trips)
                .where(trip -> Gate.pass())
                .groupBy("origin", Trip::origin)
                .tile(Duration.ofHours(1))
                .sessions(Duration.ofMinutes(5))
                .metric("trips", count())
                .metric("delay", sum(Trip::delay))
                .metric("late", max(Trip::delay), trip -> trip.delay() > 10)
                .metric("worst", new TripsWorst());
        model.aggregation("corrected")
                .over(trips)
                .retractedBy(TripModel::takesBack)
                .groupBy("origin", Trip::origin)
                .tile(Duration.ofHours(1))
                .metric("trips", count())
                .metric("delay", sum(TripModel::original));
        model.aggregation("all-time")
                .over(trips)
                .groupBy("late", trip -> trip.delay() > 0)
                .allTime()
                .metric("mean", mean(Trip::delay))
                .metric("origins", set(Trip::origin, 100))
                .metric("delays", distinctCount(Trip::delay));
        through(
                        new DistinctTrips(Duration.ofHours(2)),
                        model.aggregation("distinct").over(trips))
                .groupBy("origin", Trip::origin)
                .tile(Duration.ofHours(1))
                .metric("trips", count())
                .metric("delay", sum(Trip::delay));
        model.aggregation("by-minute")
                .over(trips)
                .where(TripModel::isLucky)
                .tile(Duration.ofMinutes(1))
                .metric("trips", count());
    }

    /** One of these takes back a trip that is late by one less. */
    private static boolean takesBack(Trip trip) {
        return trip.delay() % 3 == 0;
    }

    private static long original(Trip trip) {
        return takesBack(trip) ? trip.delay() - 1 : trip.delay();
    }

    private static boolean isLucky(Trip trip) {
        if (trip.delay() == 13) {
            throw new IllegalStateException("13");
        }
        return trip.delay() % 2 == 0;
    }
}
