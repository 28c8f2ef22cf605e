package io.tidemark.bench.micro;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.TileTable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Partials to bytes, from bytes, and into one another; one operation is one row of one count. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PartialBenchmark {
    private final TileTable rows = new AdEvents().folded();
    private final TileTable into = new TileTable(rows.definition());
    private final ByteWriter out = new ByteWriter(64);
    private int next;

    @Benchmark
    public int encode() {
        rows.write(next(), out.clear());
        return out.size();
    }

    /** Encodes and decodes: the second half is what {@link #encode} leaves over. */
    @Benchmark
    public void decode() {
        int row = next();
        rows.write(row, out.clear());
        into.mergeEncoded(rows.group(row), rows.tile(row), new ByteReader(out.toBytes()));
    }

    @Benchmark
    public void merge() {
        into.mergeRow(rows, next());
    }

    private int next() {
        next = next + 1 == rows.rows() ? 0 : next + 1;
        return next;
    }
}
