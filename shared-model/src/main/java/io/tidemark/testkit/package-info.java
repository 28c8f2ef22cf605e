/**
 * For tests, ours and our users': the oracle, laws and fakes. Nothing in production imports it. Users start with
 * {@link io.tidemark.testkit.AggregationTester}; the oracle is {@link io.tidemark.testkit.PlainFold}.
 *
 * <p>More than fifteen files: four are parts of the oracle, one for each thing that a definition may have beside a fold.
 */
package io.tidemark.testkit;
