/**
 * Commutative monoids with a finish. What is kept true here: an exact result depends on the set of events alone. Knows
 * {@code codec} and the user's functions. Read {@link io.tidemark.aggregator.Aggregator} first, then the factory class
 * {@link io.tidemark.aggregator.Aggregators}.
 *
 * <p>More than fifteen files: one an aggregator, and none of them needs to be read for another.
 */
package io.tidemark.aggregator;
