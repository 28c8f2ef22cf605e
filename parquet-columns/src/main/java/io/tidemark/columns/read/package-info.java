/**
 * Records read back from their columns without loss, by whatever form their class has by then: row by row ({@link
 * io.tidemark.columns.read.RowFileReader}) or, where no column repeats or nests, by columns ({@link
 * io.tidemark.columns.read.ColumnFileReader}), through the same converters. Knows {@code event} beside it. Read {@link
 * io.tidemark.columns.read.RowFileReader} first.
 */
package io.tidemark.columns.read;
