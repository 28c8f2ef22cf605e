package io.tidemark.aggregator;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/** What the aggregators over fields of an event have in common: what they say of themselves. */
abstract class FieldAggregator<E, A, R> implements CheckedAggregator<E, A, R> {
    /** A sum in exact arithmetic: a commutative group. */
    static final Set<Trait> EXACT_GROUP = Set.of(Trait.EXACT, Trait.BOUNDED, Trait.SUBTRACTABLE, Trait.ORDER_FREE);
    /** What was forgotten cannot be taken out again. */
    static final Set<Trait> EXACT_CHOICE = Set.of(Trait.EXACT, Trait.BOUNDED, Trait.ORDER_FREE);
    /** As {@link #EXACT_CHOICE}, with the position in time and log deciding. */
    static final Set<Trait> EXACT_BY_POSITION = Set.of(Trait.EXACT, Trait.BOUNDED);
    /** Agrees within a stated error. */
    static final Set<Trait> APPROXIMATE = Set.of(Trait.BOUNDED, Trait.ORDER_FREE);

    private final String description;
    private final ResultType resultType;
    private final Set<Trait> traits;
    private final List<Serializable> functions;

    FieldAggregator(String description, ResultType resultType, Set<Trait> traits, Serializable... functions) {
        this.description = description;
        this.resultType = resultType;
        this.traits = traits;
        this.functions = List.of(functions);
    }

    @Override
    public final ResultType resultType() {
        return resultType;
    }

    @Override
    public final String describe() {
        return description;
    }

    @Override
    public final Set<Trait> traits() {
        return traits;
    }

    @Override
    public final List<Serializable> functions() {
        return functions;
    }
}
