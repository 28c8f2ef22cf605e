package io.tidemark.model;

import io.tidemark.operator.Operator;

/** Says of an aggregation what no user can say yet. */
public final class Operated {
    private Operated() {}

    /** Puts an operator between decode and fold. */
    public static <E> AggregationBuilder<E> through(Operator<E> operator, AggregationBuilder<E> aggregation) {
        return aggregation.through(operator);
    }
}
