package io.tidemark.aggregator;

import io.tidemark.function.DoubleField;
import java.util.Set;

/** An aggregator over a floating-point number of each event. NaN stands for no number and is skipped. */
abstract class DoubleAggregator<E, A, R> extends FieldAggregator<E, A, R> {
    private final DoubleField<E> field;

    DoubleAggregator(String description, Set<Trait> traits, DoubleField<E> field) {
        this(description, ResultType.DOUBLE, traits, field);
    }

    DoubleAggregator(String description, ResultType resultType, Set<Trait> traits, DoubleField<E> field) {
        super(description, resultType, traits, field);
        this.field = field;
    }

    /** The event's number, or NaN for none. An infinite one would swallow all others for ever, so it is refused. */
    final double number(E event) {
        return finite(field.applyAsDouble(event));
    }

    @Override
    public final void check(E event) {
        number(event);
    }

    static double finite(double number) {
        if (Double.isInfinite(number)) {
            throw new ArithmeticException("an infinite number");
        }
        return number;
    }

    /** A finished number: null when the arithmetic has left the doubles. */
    static Double finished(double number) {
        return Double.isFinite(number) ? Double.valueOf(number) : null;
    }
}
