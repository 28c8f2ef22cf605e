/**
 * The ceiling: a bare consumer, with or without the query done by hand.
 */
package io.tidemark.bench.raw;
