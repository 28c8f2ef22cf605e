package io.tidemark.aggregator;

import io.tidemark.function.Field;
import java.util.Set;

/** An aggregator over a value of each event, in its {@link ValueType normal form}. A null is skipped. */
abstract class ValueAggregator<E, A, R> extends FieldAggregator<E, A, R> {
    final ValueType type;
    private final Field<E, ?> field;

    ValueAggregator(String description, ResultType resultType, Set<Trait> traits, Field<E, ?> field) {
        super(description, resultType, traits, field);
        this.field = field;
        this.type = ValueType.of(field);
    }

    /** The event's value in its normal form, or null. */
    final Object value(E event) {
        return type.normal(field.apply(event));
    }

    @Override
    public final void check(E event) {
        value(event);
    }
}
