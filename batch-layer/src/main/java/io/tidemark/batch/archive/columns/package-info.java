/**
 * Events as Parquet columns, there and back without loss. Keeps true that an event that is read equals the one that was
 * written, and that any other tool finds ordinary typed columns. Knows {@code event} of the shared model; only the
 * archive knows it. Read {@link io.tidemark.batch.archive.columns.EventColumns} first.
 */
package io.tidemark.batch.archive.columns;
