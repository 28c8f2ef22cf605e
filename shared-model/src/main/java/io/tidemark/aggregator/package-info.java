/**
 * Commutative monoids with a finish. What is kept true here: an exact result depends on the set of events alone. Knows
 * {@code codec}, and of {@code model} the kinds of user functions. Read {@link io.tidemark.aggregator.Aggregator} first,
 * then the factory class {@link io.tidemark.aggregator.Aggregators}.
 */
package io.tidemark.aggregator;
