package io.tidemark.it.simulation;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.event.json.Json;
import io.tidemark.model.AggregationBuilder;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.session.Sessions;
import io.tidemark.testkit.SeenPositions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A small event: a sensor was read at a time.
 *
 * @param number of the reading; a definition leaves some out by it
 */
public record Reading(String sensor, long at, int number) {
    static final String TOPIC = "readings";
    /** Where readings come in that alarm somebody: another log, with a clock and a beginning of its own. */
    static final String ALARM_TOPIC = "alarms";

    static final String BY_SENSOR = "by-sensor";
    static final String CHECKED = "checked";
    static final String ALARMS = "alarms-by-sensor";
    /** Those that moves name. */
    static final List<String> AGGREGATIONS = List.of(BY_SENSOR, CHECKED, ALARMS);

    /** Of which readings take back others. */
    static final String CORRECTED = "corrected";

    /** Over both topics: of a reading come none, one or two, and of an alarm itself, but for some. */
    static final String UNITED = "united";

    static final Set<String> ALL = Set.of(BY_SENSOR, CHECKED, ALARMS, CORRECTED, UNITED);

    /** From this number on a reading takes back the one whose number is {@link #EARLIER} less. */
    private static final int TAKES_BACK = 8;

    private static final int EARLIER = 4;

    /** The sensor whose readings make the code of {@link #CHECKED} throw. */
    static final String BROKEN = "broken";

    /** One that makes it fail an assertion. */
    static final String WRONG = "wrong";

    /** One that makes its first version miss a class. */
    static final String UNKNOWN = "unknown";

    /** One that makes the code of a metric throw, once the group is known. */
    static final String HALF = "half";

    /** Of {@link #CHECKED}: for so long a number is not counted again. */
    private static final Duration DISTINCT = Duration.ofMillis(6);

    /** The one metric whose results do not add up. */
    static final String SPREAD = "spread";

    static final double STEP = 0.1;

    /** Of {@link #ALARMS}: whether neighbouring tiles are of one depends on the readings' numbers. */
    static final Sessions SESSIONS = new Sessions(Duration.ofHours(1), Optional.of(Duration.ofHours(2)));

    /** A number that no sum of rounded doubles is exact about. */
    double fraction() {
        if (sensor.equals(HALF)) {
            throw new IllegalStateException("half a reading");
        }
        return number * STEP;
    }

    /** Of one that is {@link #HALF} one comes, and then the code throws: it counts nowhere. */
    private Iterable<Reading> parts() {
        List<Reading> parts = new ArrayList<>();
        for (int part = 0; part < number % 3; part++) {
            parts.add(new Reading(sensor + part, at, number));
        }
        if (sensor.equals(HALF)) {
            parts.add(null);
        }
        return parts;
    }

    private boolean takesBack() {
        return number >= TAKES_BACK;
    }

    /** The number of the reading that it is, or takes back. */
    private int original() {
        return takesBack() ? number - EARLIER : number;
    }

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
            Versions changed =
                    switch (aggregation) {
                        case BY_SENSOR -> new Versions(bySensor + 1, checked);
                        case CHECKED -> new Versions(bySensor, checked + 1);
                        default -> this;
                    };
            return changed.bySensor > MOST || changed.checked > MOST ? this : changed;
        }
    }

    /** Five aggregations over two topics; all but the corrected one see every position they count. */
    record Readings(Versions versions, Optional<Duration> retention) implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            int bySensor = versions.bySensor();
            int checked = versions.checked();
            var readings = model.stream(TOPIC, Reading.class).format(new Json()).eventTimeMillis(Reading::at);
            var sensors = bySensor(model, BY_SENSOR, readings)
                    .where(reading -> isTaken(reading, bySensor))
                    .version(1 + bySensor);
            retention.ifPresent(sensors::retention);
            model.aggregation(CHECKED)
                    .over(readings)
                    .distinctBy(Reading::number)
                    .inOnePartition()
                    .within(DISTINCT)
                    .where(reading -> isTaken(reading, checked) && check(reading, checked))
                    .allTime()
                    .metric("seen", new SeenPositions<>())
                    .version(1 + checked);
            model.aggregation(CORRECTED)
                    .over(readings)
                    .retractedBy(Reading::takesBack)
                    .groupBy("colour", reading -> reading.original() % 3)
                    .tile(Duration.ofHours(1))
                    .metric("low", Aggregators.count(), reading -> reading.original() < 6)
                    .metric("readings", Aggregators.count())
                    .metric("total", Aggregators.sum(Reading::original));
            var alarms =
                    model.stream(ALARM_TOPIC, Reading.class).format(new Json()).eventTimeMillis(Reading::at);
            model.aggregation(UNITED)
                    .over(model.union(
                            readings.flatMap(Reading.class, Reading::parts),
                            alarms.filter(alarm -> alarm.number() != 2)))
                    .groupBy("sensor", Reading::sensor)
                    .tile(Duration.ofHours(1))
                    .metric("readings", Aggregators.count())
                    .metric("seen", new SeenPositions<>());
            bySensor(model, ALARMS, alarms)
                    .sessions(SESSIONS.gap(), SESSIONS.maxLength().orElseThrow());
        }

        private static AggregationBuilder<Reading> bySensor(
                ModelBuilder model, String name, StreamBuilder<Reading> stream) {
            return model.aggregation(name)
                    .over(stream)
                    .groupBy("sensor", Reading::sensor)
                    .tile(Duration.ofHours(1))
                    .metric("readings", Aggregators.count())
                    .metric("total", new RoundedSum())
                    .metric(SPREAD, Aggregators.stddevDouble(Reading::fraction))
                    .metric("seen", new SeenPositions<>());
        }

        private static boolean isTaken(Reading reading, int version) {
            return version == 0 || reading.number() % 3 != version % 3;
        }

        private static boolean check(Reading reading, int version) {
            if (reading.sensor().equals(WRONG)) {
                throw new AssertionError("a wrong sensor");
            }
            if (reading.sensor().equals(UNKNOWN) && version == 0) {
                throw new NoClassDefFoundError("Sensors");
            }
            if (reading.sensor().equals(BROKEN)) {
                throw new IllegalStateException("a broken sensor");
            }
            return reading.number() % 4 != 0;
        }
    }
}
