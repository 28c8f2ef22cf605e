/**
 * Records as Parquet columns, there and back without loss. Keeps true that the fields of a record are read as the log said
 * them, by whatever form its class has by then ({@link io.tidemark.batch.archive.columns.FileFields}), and that any other
 * tool finds ordinary typed columns. Records are read row by row ({@link
 * io.tidemark.batch.archive.columns.RowFileReader}) or, where no column repeats or nests, by columns ({@link
 * io.tidemark.batch.archive.columns.ColumnFileReader}), through the same converters. Knows {@code event} of the
 * shared model. The archive knows it, and views, which are written with its {@link
 * io.tidemark.batch.archive.columns.RowGroup}. Read {@link io.tidemark.batch.archive.columns.EventColumns} first.
 */
package io.tidemark.batch.archive.columns;
