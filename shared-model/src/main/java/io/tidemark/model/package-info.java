/**
 * What a user writes, checked as a whole when it is built. Knows aggregators, time and event formats. Read
 * {@link io.tidemark.model.TidemarkModel} first, then {@link io.tidemark.model.ModelBuilder}.
 */
package io.tidemark.model;
