/**
 * The files of a batch view: Parquet, sorted by group and tile, with readable columns for people and other tools and the
 * accumulators for merging; and those of what an operator remembers, beside them. Keeps true that a file holds exactly the tiles of one slice and never mixes definitions.
 * Knows {@code storage}, {@code publish} and the module {@code parquet-columns}. Read {@link
 * io.tidemark.batch.view.ViewSchema} first.
 */
package io.tidemark.batch.view;
