package io.tidemark.mapreduce;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.set;
import static io.tidemark.aggregator.Aggregators.sum;
import static io.tidemark.model.Operated.through;

import io.tidemark.batch.DistinctTrips;
import io.tidemark.batch.Trip;
import io.tidemark.batch.TripsWorst;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Trips, some of which are the end of the task that folds them: in the place of their origin they name a file, which tells
 * the next attempt that there was one before.
 */
public final class TripModel implements TidemarkModel {
    static final String KILLS = "kills ";
    static final String FAILS_TWICE = "fails twice ";

    @Override
    public void define(ModelBuilder model) {
        var trips = model.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at);
        model.aggregation("by-origin")
                .over(trips)
                .where(TripModel::isSurvived)
                .groupBy("origin", Trip::origin)
                .tile(Duration.ofHours(1))
                .sessions(Duration.ofMinutes(5))
                .metric("trips", count())
                .metric("delay", sum(Trip::delay))
                .metric("worst", new TripsWorst());
        through(
                        new DistinctTrips(Duration.ofHours(2)),
                        model.aggregation("distinct").over(trips))
                .groupBy("origin", Trip::origin)
                .tile(Duration.ofHours(1))
                .metric("trips", count())
                .metric("delay", sum(Trip::delay));
        model.aggregation("corrected")
                .over(trips)
                .retractedBy(TripModel::takesBack)
                .groupBy("origin", Trip::origin)
                .tile(Duration.ofHours(1))
                .metric("trips", count())
                .metric("delay", sum(TripModel::original));
        model.aggregation("all-time")
                .over(trips)
                .groupBy("origin", Trip::origin)
                .allTime()
                .metric("mean", mean(Trip::delay))
                .metric("delays", set(trip -> Long.toString(trip.delay()), 100));
    }

    /** One of these takes back a trip that is late by one less. */
    private static boolean takesBack(Trip trip) {
        return trip.delay() % 3 == 0;
    }

    private static long original(Trip trip) {
        return takesBack(trip) ? trip.delay() - 1 : trip.delay();
    }

    private static boolean isSurvived(Trip trip) {
        if (System.getenv("CONTAINER_ID") != null) {
            if (trip.origin().startsWith(KILLS) && isNew(trip.origin().substring(KILLS.length()))) {
                Runtime.getRuntime().halt(137);
            }
            String before =
                    trip.origin().startsWith(FAILS_TWICE) ? trip.origin().substring(FAILS_TWICE.length()) : "";
            if (!before.isEmpty() && (isNew(before + "1") || isNew(before + "2"))) {
                Runtime.getRuntime().halt(1);
            }
        }
        return true;
    }

    private static boolean isNew(String file) {
        try {
            Files.createFile(Path.of(file));
            return true;
        } catch (FileAlreadyExistsException before) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
