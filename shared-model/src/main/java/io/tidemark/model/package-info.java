/**
 * What a user writes, checked as a whole when it is built. Knows aggregators, functions, streams and time. Read
 * {@link io.tidemark.model.TidemarkModel} first, then {@link io.tidemark.model.ModelBuilder}. More than fifteen files: two
 * hold what is wrong with a part of a definition, and tell it to the builder, which nobody outside may.
 */
package io.tidemark.model;
