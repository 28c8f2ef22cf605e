package io.tidemark.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.Aggregators;
import io.tidemark.aggregator.EstimatingAggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sketch whose merge is wrong does not pass the test kit; one whose merge is right does. */
class WrongMergeTest {
    record Visit(Instant at, String user, double seconds) {}

    /** An aggregator of ours of each kind that is not exact. */
    enum Sketch {
        DISTINCT(Aggregators.<Visit, String>distinctCount(Visit::user)),
        QUANTILE(Aggregators.<Visit>quantileDouble(Visit::seconds, 0.9)),
        QUANTILES(Aggregators.<Visit>quantilesDouble(Visit::seconds, 0.1, 0.9)),
        FREQUENT(Aggregators.<Visit, String>frequentItems(Visit::user, 64, 10)),
        SUM(Aggregators.<Visit>sumDouble(Visit::seconds)),
        MEAN(Aggregators.<Visit>meanDouble(Visit::seconds)),
        SPREAD(Aggregators.<Visit>stddevDouble(Visit::seconds));

        private final Aggregator<Visit, ?, ?> aggregator;

        Sketch(Aggregator<Visit, ?, ?> aggregator) {
            this.aggregator = aggregator;
        }
    }

    /** As another, but for a merge that forgets what it is given when there is something already. */
    // A cell: what it stands for, whether one event alone was added to it, whether there is something in it.
    private static class Forgetful<A, R> implements Aggregator<Visit, Object[], R> {
        final Aggregator<Visit, A, R> right;
        private final boolean forgets;

        Forgetful(Aggregator<Visit, A, R> right, boolean forgets) {
            this.right = right;
            this.forgets = forgets;
        }

        @Override
        public Object[] create() {
            return new Object[] {right.create(), false, false};
        }

        @SuppressWarnings("unchecked")
        private A of(Object[] cell) {
            return (A) cell[0];
        }

        @Override
        public void add(Object[] cell, Visit event, EventPosition at) {
            right.add(of(cell), event, at);
            cell[1] = true;
            cell[2] = true;
        }

        @Override
        public void merge(Object[] into, Object[] from) {
            // The fold takes each event in by a merge of one, which is not forgotten.
            if (!(forgets && (boolean) into[2] && !(boolean) from[1])) {
                right.merge(of(into), of(from));
            }
            into[2] = true;
        }

        @Override
        public R result(Object[] cell) {
            return right.result(of(cell));
        }

        @Override
        public void write(Object[] cell, ByteWriter out) {
            right.write(of(cell), out);
        }

        @Override
        public Object[] read(ByteReader in) {
            return new Object[] {right.read(in), false, true};
        }

        @Override
        public ResultType resultType() {
            return right.resultType();
        }

        @Override
        public String describe() {
            return "forgetful " + right.describe();
        }

        @Override
        public Set<Trait> traits() {
            return right.traits();
        }

        @Override
        public List<Serializable> functions() {
            return right.functions();
        }
    }

    /** One that states the error of what it stands for. */
    private static final class StatingForgetful<A, R> extends Forgetful<A, R>
            implements EstimatingAggregator<Visit, Object[], R> {
        StatingForgetful(Aggregator<Visit, A, R> right, boolean forgets) {
            super(right, forgets);
        }

        @Override
        public Optional<String> beyondError(List<Visit> events, R result) {
            return ((EstimatingAggregator<Visit, A, R>) right).beyondError(events, result);
        }
    }

    private record Definition(Aggregator<Visit, ?, ?> aggregator) implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            model.aggregation("visits")
                    .over(model.stream("visits", Visit.class).eventTime(Visit::at))
                    .tile(Duration.ofHours(1))
                    .metric("m", aggregator);
        }
    }

    private static void check(Aggregator<Visit, ?, ?> aggregator) {
        AggregationTester<Visit> tester = AggregationTester.of(new Definition(aggregator), "visits", Visit.class);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 600; i++) {
            // What comes later is greater, and by others: whoever forgets it is off.
            double seconds = i < 300 ? random.nextDouble(10) : 1000 + random.nextDouble(5000);
            String user = i % 3 == 0 ? "often" : i % 3 == 1 ? "u" + i : "v" + i / 60;
            tester.event(new Visit(Instant.EPOCH, user, seconds));
        }
        tester.checkEveryWay(20);
    }

    @ParameterizedTest
    @EnumSource(Sketch.class)
    void whatIsRightPasses(Sketch sketch) {
        check(sketch.aggregator);
        check(new StatingForgetful<>(sketch.aggregator, false));
        check(new Forgetful<>(sketch.aggregator, false));
    }

    @ParameterizedTest
    @EnumSource(Sketch.class)
    void aMergeThatForgetsFails(Sketch sketch) {
        AssertionError wrong =
                assertThrows(AssertionError.class, () -> check(new StatingForgetful<>(sketch.aggregator, true)));
        assertTrue(wrong.getMessage().contains("metric \"m\""), wrong.getMessage());
        assertThrows(AssertionError.class, () -> check(new Forgetful<>(sketch.aggregator, true)));
    }
}
