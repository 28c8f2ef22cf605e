/**
 * Rows on their way into a Parquet file, column by column: pages are encoded, compressed and told the extremes of here,
 * and laid into the file by Parquet. Keeps true that any other tool finds ordinary typed columns, and that memory is
 * bounded by the row group. Knows neither events nor any other package; {@code event} knows it, and whoever writes rows
 * of its own, as views do. Read {@link io.tidemark.columns.write.RowGroup} first, then {@link
 * io.tidemark.columns.write.Column}.
 */
package io.tidemark.columns.write;
