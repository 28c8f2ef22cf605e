package io.tidemark.it.simulation;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.event.json.Json;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.testkit.SeenPositions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A small event: a sensor was read at a time.
 *
 * @param number of the reading; a definition leaves some out by it
 */
public record Reading(String sensor, long at, int number) {
    static final String TOPIC = "readings";
    static final String BY_SENSOR = "by-sensor";
    static final String CHECKED = "checked";
    static final List<String> AGGREGATIONS = List.of(BY_SENSOR, CHECKED);

    /** The sensor whose readings make the code of {@link #CHECKED} throw. */
    static final String BROKEN = "broken";

    byte[] json() {
        return ("{\"sensor\":\"" + sensor + "\",\"at\":" + at + ",\"number\":" + number + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** @param retention how long tiles of {@link #BY_SENSOR} are kept, by the log clock; empty: for ever */
    static Model model(Versions versions, Optional<Duration> retention) {
        return Model.of(new Readings(versions, retention));
    }

    /** How often each definition was changed. A changed one takes other readings. */
    record Versions(int bySensor, int checked) {
        static final Versions FIRST = new Versions(0, 0);
        private static final int MOST = 3;

        Versions changed(String aggregation) {
            Versions changed = aggregation.equals(BY_SENSOR)
                    ? new Versions(bySensor + 1, checked)
                    : new Versions(bySensor, checked + 1);
            return changed.bySensor > MOST || changed.checked > MOST ? this : changed;
        }
    }

    /** Two aggregations, both of which see every position they count. */
    record Readings(Versions versions, Optional<Duration> retention) implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            int bySensor = versions.bySensor();
            int checked = versions.checked();
            var readings = model.stream(TOPIC, Reading.class).format(new Json()).eventTimeMillis(Reading::at);
            var sensors = model.aggregation(BY_SENSOR)
                    .over(readings)
                    .where(reading -> isTaken(reading, bySensor))
                    .groupBy("sensor", Reading::sensor)
                    .tile(Duration.ofHours(1))
                    .metric("readings", Aggregators.count())
                    .metric("seen", new SeenPositions<>())
                    .version(1 + bySensor);
            retention.ifPresent(sensors::retention);
            model.aggregation(CHECKED)
                    .over(readings)
                    .where(reading -> isTaken(reading, checked) && check(reading))
                    .allTime()
                    .metric("seen", new SeenPositions<>())
                    .version(1 + checked);
        }

        private static boolean isTaken(Reading reading, int version) {
            return version == 0 || reading.number() % 3 != version % 3;
        }

        private static boolean check(Reading reading) {
            if (reading.sensor().equals(BROKEN)) {
                throw new IllegalStateException("a broken sensor");
            }
            return reading.number() % 4 != 0;
        }
    }
}
