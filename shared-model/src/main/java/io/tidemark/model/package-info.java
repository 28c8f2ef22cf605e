/**
 * What a user writes, checked as a whole when it is built. Knows aggregators, functions, streams and time. Read
 * {@link io.tidemark.model.TidemarkModel} first, then {@link io.tidemark.model.ModelBuilder}.
 */
package io.tidemark.model;
