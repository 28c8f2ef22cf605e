/**
 * Events as Parquet columns, there and back without loss. Keeps true that an event that is read equals the one that was
 * written, and that any other tool finds ordinary typed columns. Events are read row by row ({@link
 * io.tidemark.batch.archive.columns.RowFileReader}) or, where no column repeats or nests, by columns ({@link
 * io.tidemark.batch.archive.columns.ColumnFileReader}), through the same converters. Knows {@code event} of the
 * shared model. The archive knows it, and views, which are written with its {@link
 * io.tidemark.batch.archive.columns.RowGroup}. Read {@link io.tidemark.batch.archive.columns.EventColumns} first.
 */
package io.tidemark.batch.archive.columns;
