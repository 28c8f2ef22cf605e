package io.tidemark.session;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.first;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.set;
import static io.tidemark.aggregator.Aggregators.topK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.testkit.AggregatorLaws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A metric in sessions keeps the laws of one without, and its stretches are those of a plain walk through the events. */
class SessionMetricLaws {
    private record Reading(int number, String name) {
        static Reading random(SplittableRandom random) {
            return new Reading(random.nextInt(100), "n" + random.nextInt(5));
        }
    }

    private record At(long eventTimeMillis, int partition, long offset) implements EventPosition {}

    static Stream<Aggregator<Reading, ?, ?>> metrics() {
        return Stream.of(
                count(),
                mean(Reading::number),
                first(Reading::name),
                set(Reading::name, 3),
                topK(3, Reading::number, Reading::name));
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void itKeepsTheLaws(Aggregator<Reading, ?, ?> metric) {
        // Gaps that join all, some and hardly any of the laws' events.
        for (Duration gap : List.of(Duration.ofDays(1_000), Duration.ofMinutes(1), Duration.ofMillis(1))) {
            Sessions sessions = new Sessions(gap, Optional.empty());
            AggregatorLaws.of(new SessionMetric<>(metric, Optional.empty(), sessions), Reading::random)
                    .seeds(30)
                    .check();
            AggregatorLaws.of(
                            new SessionMetric<>(metric, Optional.of(reading -> reading.number() > 50), sessions),
                            Reading::random)
                    .seeds(30)
                    .check();
        }
    }

    @Test
    void itsStretchesAreThoseOfAPlainWalkHoweverTheEventsCome() {
        for (long seed = 1; seed <= 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            check(seed, random, sessionCount(Duration.ofMillis(1 + random.nextInt(20))));
        }
    }

    private static SessionMetric<Reading, ?, Long> sessionCount(Duration gap) {
        return new SessionMetric<>(
                count(), Optional.of(reading -> reading.number() % 2 == 0), new Sessions(gap, Optional.empty()));
    }

    private static <A> void check(long seed, SplittableRandom random, SessionMetric<Reading, A, Long> metric) {
        TreeMap<Long, Long> events = new TreeMap<>();
        List<Fragments<A>> parts = new ArrayList<>();
        for (int part = 0; part < 4; part++) {
            parts.add(metric.create());
        }
        int count = random.nextInt(60);
        for (int i = 0; i < count; i++) {
            long at = random.nextLong(-300, 300);
            Reading reading = Reading.random(random);
            metric.add(parts.get(random.nextInt(4)), reading, new At(at, 0, i));
            events.merge(at, reading.number() % 2 == 0 ? 1L : 0L, Long::sum);
        }
        Collections.shuffle(parts, new Random(seed));
        Fragments<A> all = metric.create();
        parts.forEach(part -> metric.merge(all, part));

        List<String> expected = new ArrayList<>();
        long first = 0;
        long sum = 0;
        Long before = null;
        for (var event : events.entrySet()) {
            if (before != null && event.getKey() - before > metric.sessions().gapMillis()) {
                expected.add(first + " to " + before + ": " + sum);
                before = null;
            }
            if (before == null) {
                first = event.getKey();
                sum = 0;
            }
            sum += event.getValue();
            before = event.getKey();
        }
        if (before != null) {
            expected.add(first + " to " + before + ": " + sum);
        }
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            actual.add(all.firstMillis(i) + " to " + all.lastMillis(i) + ": "
                    + metric.metric().result(all.accumulator(i)));
        }
        assertEquals(expected, actual, "seed " + seed);
        assertEquals(
                events.values().stream().mapToLong(Long::longValue).sum(),
                metric.result(all),
                "the whole is as without sessions, seed " + seed);
    }
}
