package io.tidemark.aggregator;

import io.tidemark.function.LongField;
import java.util.Set;

/** An aggregator over a whole number of each event. */
abstract class LongAggregator<E, A, R> extends FieldAggregator<E, A, R> {
    final LongField<E> field;

    LongAggregator(String description, ResultType resultType, Set<Trait> traits, LongField<E> field) {
        super(description, resultType, traits, field);
        this.field = field;
    }

    @Override
    public final void check(E event) {
        long unused = field.applyAsLong(event);
    }
}
