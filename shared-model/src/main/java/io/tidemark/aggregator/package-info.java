/** Commutative monoids with a finish. Read {@link io.tidemark.aggregator.Aggregator} first, then the factory class {@link io.tidemark.aggregator.Aggregators}. */
package io.tidemark.aggregator;
