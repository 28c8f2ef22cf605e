package io.tidemark.batch;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.maxOf;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.set;
import static io.tidemark.aggregator.Aggregators.sum;

import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** An event to test with. On a delay of 13 the code of some aggregations throws. */
public record Trip(Instant at, String origin, long delay) {
    /** As the record's value in the log. */
    public byte[] json() {
        return String.format(Locale.ROOT, "{\"at\":\"%s\",\"origin\":\"%s\",\"delay\":%d}", at, origin, delay)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The topic's name. */
    public static final String TOPIC = "trips";

    /** Aggregations of different tiles, groups and metrics over one stream. */
    public static Model model() {
        return Model.of(new Definitions(1));
    }

    /** As {@link #model()}, with definitions that were changed. */
    public static Model changedModel() {
        return Model.of(new Definitions(2));
    }

    private record Definitions(int version) implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            StreamBuilder<Trip> trips = model.stream(TOPIC, Trip.class).eventTime(Trip::at);
            model.aggregation("by-origin")
                    .over(trips)
                    .groupBy("origin", Trip::origin)
                    .tile(Duration.ofHours(1))
                    .metric("trips", count())
                    .metric("delay", sum(Trip::delay))
                    .metric("worst", max(Trip::delay), trip -> trip.delay() > 10)
                    .version(version);
            model.aggregation("all-time")
                    .over(trips)
                    .groupBy("late", trip -> trip.delay() > 0)
                    .allTime()
                    .metric("mean", mean(Trip::delay))
                    .metric("origins", set(Trip::origin, 100))
                    .version(version);
            model.aggregation("by-minute")
                    .over(trips)
                    .where(Trip::isLucky)
                    .tile(Duration.ofMinutes(1))
                    .metric("last_origin", maxOf(Trip::origin))
                    .version(version);
            model.aggregation("kept-a-day")
                    .over(trips)
                    .groupBy("origin", Trip::origin)
                    .tile(Duration.ofHours(1))
                    .metric("trips", count())
                    .retention(Duration.ofDays(1))
                    .version(version);
        }
    }

    private static boolean isLucky(Trip trip) {
        if (trip.delay() == 13) {
            throw new IllegalStateException("13");
        }
        return trip.delay() % 2 == 0;
    }
}
