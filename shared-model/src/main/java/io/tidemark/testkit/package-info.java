/**
 * For tests, ours and our users': the oracle, laws and fakes. Nothing in production imports it. Users start with
 * {@link io.tidemark.testkit.AggregationTester}; the oracle is {@link io.tidemark.testkit.PlainFold}.
 */
package io.tidemark.testkit;
