/**
 * What every benchmark shares: the data set with its truth, the meter of a run, its result as a line, and the report made
 * from all lines. Knows none of the systems. Read {@link io.tidemark.bench.measure.Dataset} first, then
 * {@link io.tidemark.bench.measure.Meter} and {@link io.tidemark.bench.measure.Report}.
 */
package io.tidemark.bench.measure;
