package io.tidemark.serving.testing;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Sales by shop, counted by an aggregator of a user's that throws when it is told to. */
public final class FragileModel implements TidemarkModel {
    public static final String FRAGILE = "fragile";
    public static final String SOUND = "sound";
    public static final Model MODEL = Model.of(new FragileModel());

    private static final AtomicReference<Failure> FAILURE = new AtomicReference<>();

    /** Which of its code throws. */
    public enum Step {
        MERGE,
        READ,
        RESULT,
        TEXT
    }

    private record Failure(Step step, Throwable thrown) {}

    /** From now on a step throws each time, until it is mended. */
    public static void failAt(Step step, Throwable thrown) {
        FAILURE.set(new Failure(step, thrown));
    }

    public static void mend() {
        FAILURE.set(null);
    }

    private static void passThrough(Step step) {
        Failure failure = FAILURE.get();
        if (failure != null && failure.step() == step) {
            if (failure.thrown() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure.thrown();
        }
    }

    /** A result of a class of the user's. */
    private record Count(long count) implements Comparable<Count> {
        @Override
        public int compareTo(Count other) {
            return Long.compare(count, other.count);
        }

        @Override
        public String toString() {
            passThrough(Step.TEXT);
            return Long.toString(count);
        }
    }

    @SuppressWarnings("unchecked")
    public static AggregationDefinition<Sale> definition(String aggregation) {
        return (AggregationDefinition<Sale>) MODEL.aggregation(aggregation).orElseThrow();
    }

    @Override
    public void define(ModelBuilder model) {
        var sales = model.stream("sales", Sale.class).eventTimeMillis(Sale::atMillis);
        model.aggregation(FRAGILE)
                .over(sales)
                .groupBy("shop", Sale::shop)
                .tile(Duration.ofHours(1))
                .metric("sales", new Fragile());
        model.aggregation(SOUND)
                .over(sales)
                .groupBy("shop", Sale::shop)
                .tile(Duration.ofHours(1))
                .metric("sales", io.tidemark.aggregator.Aggregators.count());
    }

    private static final class Fragile implements Aggregator<Sale, long[], Count> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] accumulator, Sale event, EventPosition at) {
            accumulator[0]++;
        }

        @Override
        public void merge(long[] into, long[] from) {
            passThrough(Step.MERGE);
            into[0] += from[0];
        }

        @Override
        public Count result(long[] accumulator) {
            passThrough(Step.RESULT);
            return new Count(accumulator[0]);
        }

        @Override
        public void write(long[] accumulator, ByteWriter out) {
            out.writeLong(accumulator[0]);
        }

        @Override
        public long[] read(ByteReader in) {
            passThrough(Step.READ);
            return new long[] {in.readLong()};
        }

        @Override
        public ResultType resultType() {
            return ResultType.STRING;
        }

        @Override
        public String describe() {
            return "fragile";
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.EXACT);
        }
    }
}
