package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.util.Set;

/**
 * What a factory gives for parameters it cannot work with, so that the model reports this fault together with all its
 * others. Whoever uses it all the same gets an {@link IllegalArgumentException}.
 */
public final class UnusableAggregator<E, R> implements Aggregator<E, Object, R> {
    private final ParameterException refusal;

    UnusableAggregator(ParameterException refusal) {
        this.refusal = refusal;
    }

    public String fault() {
        return refusal.fault();
    }

    public String mend() {
        return refusal.mend();
    }

    @Override
    public Object create() {
        throw refused();
    }

    @Override
    public void add(Object accumulator, E event, EventPosition at) {
        throw refused();
    }

    @Override
    public void merge(Object into, Object from) {
        throw refused();
    }

    @Override
    public R result(Object accumulator) {
        throw refused();
    }

    @Override
    public void write(Object accumulator, ByteWriter out) {
        throw refused();
    }

    @Override
    public Object read(ByteReader in) {
        throw refused();
    }

    @Override
    public ResultType resultType() {
        return ResultType.JSON;
    }

    @Override
    public String describe() {
        return "unusable: " + refusal.getMessage();
    }

    @Override
    public Set<Trait> traits() {
        return Set.of();
    }

    private IllegalArgumentException refused() {
        return new IllegalArgumentException(refusal.getMessage(), refusal);
    }
}
